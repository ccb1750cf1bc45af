import { readdir } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { fileURLToPath } from 'node:url'

/* What scenarios there are, without a look into one: a shell asks at each press of the tabulator. */

/** The word that stands for every scenario of the package. */
export const ALL = 'all'

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
