import { readdir } from 'node:fs/promises'
import t from 'tap'

/**
 * Runs every test file beside the one that calls it, and below, in one process: to start one takes longer than most such files do. For files
 * that leave their process as it was, and await no test at their top level. Each can still be run alone.
 */
export async function allBeside(url: string): Promise<void> {
  await together([''], new URL('.', url).href)
}

/**
 * The same for several: each is a test file, a folder with all below it (`model/`), or one without (`app/*`), from the folder `base` on.
 *
 * They are loaded in a test: tap ends a process that has a teardown as soon as it has nothing to do, and passes, though a file is still
 * being loaded. Source: @tapjs/core, dist/esm/tap.js (maybeAutoend).
 */
export async function together(names: readonly string[], base: string = new URL('..', import.meta.url).href): Promise<void> {
  const files = (await Promise.all(names.map((name) => filesOf(name, base)))).flat()
  await t.test('every file is loaded', async (t) => {
    for (const file of files) await import(file)
    t.not(files.length, 0)
  })
}

async function filesOf(name: string, base: string): Promise<string[]> {
  const url = new URL(name.replace(/\*$/, ''), base)
  if (!url.pathname.endsWith('/')) return [url.href]
  const found = (await readdir(url, { recursive: !name.endsWith('*') })).filter((file) => file.endsWith('.test.ts')).sort()
  if (found.length === 0) throw new Error(`${url.href} has no test file`)
  return found.map((file) => new URL(file, url).href)
}
