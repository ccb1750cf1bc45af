import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { EndpointFile } from './plan.ts'

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
  return () => {
    queue = queue
      .catch(() => {})
      .then(async () => {
        const files = filesNow()
        for (const file of files) await update(file)
        for (const old of [...written.keys()].filter((path) => !files.some(({ file }) => file === path))) {
          await rm(old, { force: true })
          written.delete(old)
        }
      })
    return queue
  }
}
