import { readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { scenarioVocabulary } from '../../app/select-scenarios.ts'
import { LabError, reason } from '../../lib/errors.ts'
import { readTextFile } from '../../lib/text-file.ts'
import { findScenario, listScenarios } from '../../scenario/files.ts'
import { makeFolder } from '../../storage/files.ts'
import { scenariosFolder } from '../../scenario/names.ts'
import { readScenario, ScenarioRefused } from '../../scenario/parse.ts'
import type { Vocabulary } from '../../scenario/schema.ts'
import type { CommandContext } from '../context.ts'

interface Checked {
  file: string
  /** `file:line:column: what was expected there`, each; empty where the file is valid. */
  complaints: string[]
}

/** `thanos-lab scenario check FILE...`: everything that is wrong in the files; 2 where anything is. No lab is needed. */
export async function checkScenarios(context: CommandContext, wanted: string[]): Promise<number> {
  const vocabulary = await scenarioVocabulary()
  const files = await Promise.all(wanted.map((file) => checkOne(file, vocabulary)))
  const wrong = files.filter(({ complaints }) => complaints.length > 0)
  context.answer({ schemaVersion: 1, files: files.map((one) => ({ ...one, fits: one.complaints.length === 0 })) }, () =>
    [
      ...files.flatMap(lines),
      ...(wrong.length === 0 ? [] : [`→ correct ${wrong.length === 1 ? 'it' : 'them'}, then ${again(wrong)}`]),
    ].join('\n'),
  )
  return wrong.length === 0 ? 0 : 2
}

async function checkOne(wanted: string, vocabulary: Vocabulary): Promise<Checked> {
  try {
    const found = await findScenario(wanted)
    readScenario(found, vocabulary)
    return { file: found.file, complaints: [] }
  } catch (error) {
    if (error instanceof ScenarioRefused) return { file: wanted, complaints: [...error.complaints] }
    if (error instanceof LabError && error.code === 'scenario') return { file: wanted, complaints: [error.message] }
    throw error
  }
}

function lines({ file, complaints }: Checked): string[] {
  return complaints.length === 0 ? [`${file} is valid`] : complaints
}

function again(wrong: Checked[]): string {
  return `thanos-lab scenario check ${wrong.map(({ file }) => file).join(' ')}`
}

/** `thanos-lab scenario list`, `chaos --list`: the scenarios of the package. */
export async function printScenarios(context: CommandContext): Promise<number> {
  const files = await listScenarios(await scenarioVocabulary())
  const scenarios = files.map(({ name, title, teaches, needs, outcome }) => ({ name, title, teaches, needs, outcome }))
  context.answer({ schemaVersion: 1, scenarios }, () =>
    scenarios.map(({ name, title, teaches }) => `${name}\n  ${title}\n  ${teaches}`).join('\n'),
  )
  return 0
}

const SCHEMA = 'scenario.schema.json'

/**
 * `thanos-lab scenario new FILE`: a commented scenario, and beside it the JSON Schema that its first line names for an editor. Existing
 * files are not changed.
 */
export async function newScenario(context: CommandContext, file: string): Promise<number> {
  if (!/\.ya?ml$/i.test(file))
    throw new LabError('usage', `The name of a scenario file ends in .yaml; ${file} does not`, {
      hint: `thanos-lab scenario new ${file}.yaml`,
    })
  const typed = /[/\\]/.test(file) ? file : `./${file}`
  await makeFolder(dirname(file)).catch((error: unknown) => refuse(file, error))
  if (!(await made(file, template(basename(file).replace(/\.ya?ml$/i, ''))))) throw exists(file)
  const schema = join(dirname(file), SCHEMA)
  const own = await readFile(join(scenariosFolder(), SCHEMA), 'utf8')
  const isNew = await made(schema, own)
  if (!isNew && (await readTextFile(schema).catch(() => '')) !== own)
    context.progress.warn(`${schema} is of another version. Remove it; the next thanos-lab scenario new writes the current one`)
  context.answer({ schemaVersion: 1, file, schema }, () =>
    [
      `Written: ${file}${isNew ? `, and ${schema} for your editor` : ''}.`,
      `Next: thanos-lab scenario check ${typed}`,
      `      thanos-lab chaos ${typed}`,
    ].join('\n'),
  )
  return 0
}

/** Writes a new file; false where it exists. */
async function made(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' })
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST' ? false : refuse(file, error)
  }
}

function exists(file: string): LabError {
  return new LabError('usage', `${file} already exists; nothing was changed`, {
    hint: `thanos-lab scenario check ${file}; or thanos-lab scenario new with another name`,
  })
}

function refuse(file: string, error: unknown): never {
  throw new LabError('usage', `Could not write ${file}: ${reason(error)}`, {
    hint: 'choose a folder that you may write to',
    cause: error,
  })
}

/** `thanos-lab scenario show NAME`: its title, what it teaches and needs, and its text. */
export async function showScenario(context: CommandContext, wanted: string): Promise<number> {
  const found = await findScenario(wanted)
  const { name, title, teaches, needs, outcome, file } = readScenario(found, await scenarioVocabulary())
  context.answer({ schemaVersion: 1, name, title, teaches, needs, outcome, file, text: found.text }, () =>
    [
      title,
      '',
      `Teaches  ${teaches}`,
      `Needs    ${needs.join(', ') || 'nothing beyond its faults'}`,
      `Ends in  ${outcome}`,
      `File     ${file}`,
      '',
      found.text,
    ].join('\n'),
  )
  return 0
}

/** A first scenario. It runs as it is; its comments show what else a file may contain. */
export function template(name: string): string {
  return `# yaml-language-server: $schema=./scenario.schema.json
# With that line an editor completes and checks this file. To run it: thanos-lab chaos ./${name}.yaml
title: The replica that Query prefers is killed
teaches: Query returns the other replica's samples; a small gap appears after recovery.

# outcome: fail       # the expected verdict: pass (default), fail or inconclusive
# needs: [nodes]      # capabilities of the runtime, besides those that the faults need

# Each observed series: a selector of exactly one series, and where it is read.
observe:
  merged: { samples: 'up{job="thanos-query"}' } # through Query, deduplicated
  victim: { samples: 'up{job="thanos-query"}', replica: victim } # from the killed replica alone: the control
  # naive: { samples: 'up{job="thanos-query"}', via: service } # through the Service: a random replica each time

# Run one after the other. A duration is Prometheus's (10s, 1m30s), or a number of scrapes.
steps:
  - wait: 15 scrapes
  # preferred: the replica whose samples Query returns; or other, victim, survivor, or a pod such as prometheus-0
  - kill: { replica: preferred, for: 10 scrapes }
  - until: { replica: victim, is: back, within: 2m }
  - wait: 15 scrapes

# An expectation that is not met fails the run. Without the gap of the control, the run is inconclusive.
expect:
  - merged: { longest-gap: { at-most: 3 scrapes } }
  - victim: { longest-gap: { at-least: 5 scrapes } }
  # Query returned exactly the samples that the model of its deduplication picks.
  - merged: { matches-model: penalty }
`
}
