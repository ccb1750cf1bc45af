import { readdir } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { packageFile } from '../lib/package-files.ts'

/* What scenarios there are, without a look into one: a shell asks at each press of the tabulator. */

/** The word that stands for every scenario of the package. */
export const ALL = 'all'

/** The scenarios that come with the lab. */
export function scenariosFolder(): string {
  return packageFile('scenarios/')
}

/** Names of the scenarios in a folder, sorted. */
export async function scenarioNames(folder = scenariosFolder()): Promise<string[]> {
  const files = await readdir(folder)
  return files
    .filter((file) => extname(file) === '.yaml')
    .map((file) => basename(file, '.yaml'))
    .sort()
}
