import { readdir } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The scenarios that come with the lab: as far from `src/` as from `dist/`. */
export function scenariosFolder(): string {
  return fileURLToPath(new URL('../../scenarios/', import.meta.url))
}

/** Names of the scenarios in a folder, sorted. */
export async function scenarioNames(folder = scenariosFolder()): Promise<string[]> {
  const files = await readdir(folder)
  return files
    .filter((file) => extname(file) === '.yaml')
    .map((file) => basename(file, '.yaml'))
    .sort()
}
