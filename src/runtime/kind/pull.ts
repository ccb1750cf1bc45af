import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LabError } from '../../lib/errors.ts'
import { watched } from '../../lib/watched-process.ts'
import { gist } from './docker.ts'
import { refusedPull } from './refused-pull.ts'

export interface PullOptions {
  /** Takes the pull's log for its time. */
  folder: string
  signal: AbortSignal
  note: (text: string) => void
  /** The image has a mirror's name. */
  fromMirror: boolean
}

/** An image did not come: the message has its name and the registry's words, the hint what to type. The nodes' logs add nothing to it. */
export class PullFailed extends LabError {}

/** `docker pull`, with the number of layers that are there. Throws `up-failed` with the registry's words, `no-disk`, `docker-gone`. */
export async function pull(image: string, { folder, signal, note, fromMirror }: PullOptions): Promise<void> {
  const layers = new Map<string, boolean>()
  const onLine = (line: string) => {
    const [, layer, what = ''] = /^([0-9a-f]{12}): (.*)$/.exec(line) ?? []
    if (layer === undefined) return
    layers.set(layer, /^(Pull complete|Already exists)/.test(what))
    note(`${[...layers.values()].filter(Boolean).length} of ${layers.size} layers`)
  }
  const log = join(folder, `pull-${image.replaceAll(/[^a-z0-9.]+/gi, '-')}.log`)
  await mkdir(folder, { recursive: true })
  const { code, text } = await watched('docker', ['pull', image], { log, signal, onLine })
  await rm(log, { force: true })
  if (code === 0) return
  const { code: error, sentence, hint } = refusedPull(image, text, fromMirror)
  throw new PullFailed(error, `${image} could not be pulled: ${gist(text)}${sentence === undefined ? '' : `. ${sentence}`}`, { hint })
}

/** Whether a registry begins to send an image within a time; the pull is ended either way, and nothing of it goes on. */
export async function startsToArrive(image: string, folder: string, withinMs: number): Promise<{ arrives: boolean; said: string }> {
  const enough = new AbortController()
  const log = join(folder, 'pull.log')
  let arrives = false
  const onLine = (line: string) => {
    if (!/^[0-9a-f]{12}: (Pulling fs layer|Already exists|Waiting|Download|Pull complete)/.test(line)) return
    arrives = true
    enough.abort()
  }
  const limit = sleep(withinMs, undefined, { signal: enough.signal }).then(
    () => enough.abort(),
    () => {},
  )
  const ended = await watched('docker', ['pull', image], { log, signal: enough.signal, onLine }).catch(() => undefined)
  enough.abort()
  await limit
  if (ended?.code === 0) return { arrives: true, said: '' }
  return { arrives, said: ended === undefined ? `nothing came within ${withinMs / 1000} s` : gist(ended.text) }
}
