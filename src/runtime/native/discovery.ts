import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { EndpointFile } from './plan.ts'

/** Query's SRV look-up has no DNS to ask here: the flag becomes a file of endpoints that the supervisor keeps. */
export type Discovery = { args: string[]; file: undefined } | { args: string[]; file: string; service: string; portName: string }

/**
 * Replaces `--endpoint=dnssrv+_PORT._tcp.SERVICE.NAMESPACE.svc`. The file is re-read as often as DNS would have been
 * asked (`--store.sd-dns-interval`, 30 s by default), as Query's own default of 5 minutes would be another system.
 */
export function discovery(args: string[], namespace: string, file: string): Discovery {
  const pattern = new RegExp(String.raw`^--endpoint=dnssrv\+_([a-z0-9-]+)\._tcp\.([a-z0-9-]+)\.${namespace}\.svc(?:\.cluster\.local)?$`)
  const match = args.map((arg) => pattern.exec(arg)).find((found) => found !== null)
  if (match === undefined || match === null) return { args, file: undefined }
  const [, portName = '', service = ''] = match
  const interval = args.find((arg) => arg.startsWith('--store.sd-dns-interval='))?.split('=')[1] ?? '30s'
  const others = args.filter((arg) => !pattern.test(arg))
  return {
    args: [...others, `--endpoint.sd-config-file=${file}`, `--endpoint.sd-config-reload-interval=${interval}`],
    file,
    service,
    portName,
  }
}

/** From a write that failed to the next. */
const AGAIN_MS = 1000

/**
 * Keeps the files by which Query finds its stores: those that are ready, as a headless Service's DNS would list. `filesNow` are
 * those of the present plan; one that is not there any more is removed.
 */
export function endpointWriter(filesNow: () => EndpointFile[], isReady: (slot: string) => boolean): () => Promise<void> {
  const written = new Map<string, string>()
  let queue = Promise.resolve()
  const update = async ({ file, endpoints }: EndpointFile) => {
    const lines = endpoints.filter(({ slot }) => isReady(slot)).map(({ port }) => `  - address: 127.0.0.1:${port}\n`)
    const text = lines.length === 0 ? 'endpoints: []\n' : `endpoints:\n${lines.join('')}`
    if (written.get(file) === text) return
    await mkdir(dirname(file), { recursive: true })
    await writeFile(`${file}.partial`, text)
    await rename(`${file}.partial`, file)
    written.set(file, text)
  }
  const writeAll = async () => {
    const files = filesNow()
    for (const file of files) await update(file)
    for (const old of [...written.keys()].filter((path) => !files.some(({ file }) => file === path))) {
      await rm(old, { force: true })
      written.delete(old)
    }
  }
  const write = () => {
    queue = queue.catch(() => {}).then(writeAll)
    // Nothing may change after a full disk has space again, and Query would not see what has changed meanwhile.
    queue.catch(() => setTimeout(() => void write().catch(() => {}), AGAIN_MS).unref())
    return queue
  }
  return write
}
