import { readdir } from 'node:fs/promises'

/**
 * Runs every test file beside and below the one that calls it, in one process: to start one takes longer than most such files do. For
 * files that leave their process as it was. Each can still be run alone.
 */
export async function allBeside(url: string): Promise<void> {
  const folder = new URL('.', url)
  const files = await readdir(folder, { recursive: true })
  for (const file of files.filter((name) => name.endsWith('.test.ts')).sort()) await import(new URL(file, folder).href)
}
