import { join } from 'node:path'
import { formatDuration } from '../lib/duration.ts'
import { LabError } from '../lib/errors.ts'
import type { Settings, Timing } from '../model/lab.ts'
import { runtimes } from '../registry.ts'
import type { Lab, Runtime } from '../runtime/runtime.ts'
import { readLab } from '../storage/labs.ts'
import { withLock } from '../storage/lock.ts'
import { stateHome } from '../storage/paths.ts'
import type { Context } from './context.ts'

/** The runtime of that name. */
export async function loadRuntime(name: string): Promise<Runtime> {
  const entry = runtimes.find((candidate) => candidate.name === name)
  if (entry === undefined) throw new LabError('usage', `There is no runtime ${name}`)
  return entry.load()
}

/** The lab of that name, whole or not; undefined where there is none. */
export async function findLab(name: string): Promise<Lab | undefined> {
  const record = await readLab(name)
  if (record === undefined) return undefined
  return (await loadRuntime(record.runtime)).open(name)
}

/** The lab of that name. Throws `no-lab`. */
export async function openLab(name: string): Promise<Lab> {
  const lab = await findLab(name)
  if (lab === undefined) throw new LabError('no-lab', `There is no lab "${name}"`, { hint: command('up', name) })
  return lab
}

/** `thanos-lab VERB`, with the name where it is not the default one. */
export function command(verb: string, name: string): string {
  return `thanos-lab ${verb}${name === 'thanos-lab' ? '' : ` --name ${name}`}`
}

/** Runs work that no other command may do on the same lab meanwhile. Beside the lab's folder, which may come and go. */
export async function withLabLock<T>(context: Context, waitMs: number, work: () => Promise<T>): Promise<T> {
  const { name, progress, signal } = context
  const onWait = () => progress.say(`Another thanos-lab is at work on the lab "${name}"${waitMs > 0 ? ': waiting for it' : ''}`)
  return withLock(join(stateHome(), 'locks', name), { what: `the lab "${name}"`, waitMs, onWait, signal }, work)
}

/** The runtime for a new lab, said in one line with the reason. Throws `no-runtime` where the one that was named cannot run. */
export async function chooseRuntime(context: Context, wanted: string, settings: Settings): Promise<Runtime> {
  const first = await loadRuntime(wanted === 'auto' ? 'kind' : wanted)
  const missing = await first.missing(settings)
  if (missing.length === 0) {
    context.progress.say(`Runtime ${first.name}: ${wanted === 'auto' ? 'a Docker engine and the node image are at hand' : 'as asked for'}`)
    return first
  }
  if (wanted !== 'auto')
    throw new LabError('no-runtime', `The runtime ${wanted} cannot run here: ${missing.join('; ')}`, { hint: otherHint(wanted) })
  const native = await loadRuntime('native')
  const lacks = await native.missing(settings)
  if (lacks.length > 0)
    throw new LabError('no-runtime', `No runtime can run here: kind: ${missing.join('; ')}; native: ${lacks.join('; ')}`)
  context.progress.say(`Runtime native: kind cannot run here (${missing.join('; ')})`)
  return native
}

function otherHint(wanted: string): string {
  return wanted === 'kind' ? 'thanos-lab up --runtime native; or thanos-lab doctor' : 'thanos-lab doctor'
}

/** What a person typed for `up`; what was left out is undefined. */
export interface UpOptions {
  runtime: string
  workers?: number
  nodeImage?: string
  replicas?: number
  scrapeInterval?: number
  timing?: Timing
  binaries?: string
  timeout: number
}

/** The settings of a new lab: what was typed, else the defaults. */
export function newSettings(options: UpOptions): Settings {
  return {
    replicas: options.replicas ?? 2,
    scrapeIntervalMs: options.scrapeInterval ?? 1000,
    timing: options.timing ?? 'fast',
    workers: options.workers ?? 0,
    ...(options.nodeImage === undefined ? {} : { nodeImage: options.nodeImage }),
  }
}

/** A lab keeps its settings for life. Throws `usage` where others were typed for one that is there. */
export function checkSame(name: string, has: Settings & { runtime: string }, options: UpOptions): void {
  const asked: [flag: string, asked: unknown, is: unknown][] = [
    ['--runtime', options.runtime === 'auto' ? undefined : options.runtime, has.runtime],
    ['--replicas', options.replicas, has.replicas],
    ['--scrape-interval', shown(options.scrapeInterval), shown(has.scrapeIntervalMs)],
    ['--timing', options.timing, has.timing],
    ['--workers', options.workers, has.workers],
    ['--node-image', options.nodeImage, has.nodeImage],
  ]
  const other = asked.find(([, wanted, is]) => wanted !== undefined && wanted !== is)
  if (other === undefined) return
  const [flag, wanted, is] = other
  throw new LabError('usage', `The lab "${name}" is there already, with ${flag} ${is ?? 'left out'}, not ${wanted}; nothing was changed`, {
    hint: `${command('down', name)}, then up again; or another --name`,
  })
}

function shown(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : formatDuration(ms)
}
