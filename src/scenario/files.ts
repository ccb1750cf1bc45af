import { basename, extname, join, normalize } from 'node:path'
import { LabError, reason } from '../lib/errors.ts'
import { nearest } from '../lib/suggest.ts'
import { readTextFile } from '../lib/text-file.ts'
import { readScenario, type ScenarioFile, type ScenarioText } from './parse.ts'
import { scenarioNames, scenariosFolder } from './names.ts'
import type { Vocabulary } from './schema.ts'

/** Every scenario of a folder, by name. Throws `scenario` where one does not fit. */
export async function listScenarios(catalogue: Vocabulary, folder = scenariosFolder()): Promise<ScenarioFile[]> {
  const names = await scenarioNames(folder)
  return Promise.all(names.map(async (name) => readScenario(await textOf(name, join(folder, `${name}.yaml`)), catalogue)))
}

/**
 * The text of a scenario by its name, or by a file: what has a slash in it or ends in `.yaml` or `.yml`.
 * Throws `scenario`, with the nearest name where one was misspelt.
 */
export async function findScenario(wanted: string, folder = scenariosFolder()): Promise<ScenarioText> {
  if (/[/\\]|\.ya?ml$/i.test(wanted)) return textOf(basename(wanted, extname(wanted)), normalize(wanted))
  const names = await scenarioNames(folder)
  if (names.includes(wanted)) return textOf(wanted, join(folder, `${wanted}.yaml`))
  const meant = nearest(wanted, names)
  throw new LabError('scenario', `There is no scenario '${wanted}'${meant === undefined ? '' : `; did you mean '${meant}'?`}`)
}

/** A scenario that a person reads is not longer by far, and to check this much takes seconds. */
const MOST_BYTES = 64 * 1024

async function textOf(name: string, file: string): Promise<ScenarioText> {
  try {
    return { name, file, text: await readTextFile(file, { mostBytes: MOST_BYTES }) }
  } catch (error) {
    throw new LabError('scenario', unreadable(file, error), { cause: error })
  }
}

function unreadable(file: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') return `There is no file ${file}`
  return code === 'EISDIR' ? `${file} is a folder, not a scenario file` : `Could not read ${file}: ${reason(error)}`
}
