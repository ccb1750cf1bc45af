import { readdir } from 'node:fs/promises'
import t from 'tap'

/**
 * Runs every test file beside the one that calls it, and below unless `below` is false, in one process: to start one takes longer than most such files do. For
 * files that leave their process as it was, and await no test at their top level. Each can still be run alone.
 *
 * They are loaded in a test: tap ends a process that has a teardown as soon as it has nothing to do, and passes, though a file is still
 * being loaded. Source: @tapjs/core, dist/esm/tap.js (maybeAutoend).
 */
export async function allBeside(url: string, { below = true } = {}): Promise<void> {
  const folder = new URL('.', url)
  const files = (await readdir(folder, { recursive: below })).filter((name) => name.endsWith('.test.ts')).sort()
  await t.test('every file is loaded', async (t) => {
    for (const file of files) await import(new URL(file, folder).href)
    t.not(files.length, 0)
  })
}
