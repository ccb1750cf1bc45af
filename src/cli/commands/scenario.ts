import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Context } from '../../app/context.ts'
import { scenarioVocabulary } from '../../app/select-scenarios.ts'
import { LabError, reason } from '../../lib/errors.ts'
import { findScenario, listScenarios, scenariosFolder } from '../../scenario/files.ts'
import { readScenario, ScenarioRefused } from '../../scenario/parse.ts'
import type { Vocabulary } from '../../scenario/schema.ts'

interface Checked {
  file: string
  /** `file:line:column: what was expected there`, each; empty where the file fits. */
  complaints: string[]
}

/** `thanos-lab scenario check FILE...`: every fault of every file, exit 2, or that they fit. No lab is looked for. */
export async function checkScenarios(context: Context, wanted: string[]): Promise<number> {
  const catalogue = await scenarioVocabulary()
  const files = await Promise.all(wanted.map((file) => checked(file, catalogue)))
  const wrong = files.filter(({ complaints }) => complaints.length > 0)
  context.answer({ schemaVersion: 1, files: files.map((one) => ({ ...one, fits: one.complaints.length === 0 })) }, () =>
    [
      ...files.flatMap(lines),
      ...(wrong.length === 0 ? [] : [`→ correct ${wrong.length === 1 ? 'it' : 'them'}, then ${again(wrong)}`]),
    ].join('\n'),
  )
  return wrong.length === 0 ? 0 : 2
}

async function checked(wanted: string, catalogue: Vocabulary): Promise<Checked> {
  try {
    const found = await findScenario(wanted)
    readScenario(found, catalogue)
    return { file: found.file, complaints: [] }
  } catch (error) {
    if (error instanceof ScenarioRefused) return { file: wanted, complaints: [...error.complaints] }
    if (error instanceof LabError && error.code === 'scenario') return { file: wanted, complaints: [error.message] }
    throw error
  }
}

function lines({ file, complaints }: Checked): string[] {
  return complaints.length === 0 ? [`${file} fits`] : complaints
}

function again(wrong: Checked[]): string {
  return `thanos-lab scenario check ${wrong.map(({ file }) => file).join(' ')}`
}

/** `thanos-lab scenario list`, `chaos --list`: the scenarios of the package. */
export async function listOf(context: Context): Promise<number> {
  const files = await listScenarios(await scenarioVocabulary())
  const scenarios = files.map(({ name, title, teaches, needs, outcome }) => ({ name, title, teaches, needs, outcome }))
  context.answer({ schemaVersion: 1, scenarios }, () =>
    scenarios.map(({ name, title, teaches }) => `${name}\n  ${title}\n  ${teaches}`).join('\n'),
  )
  return 0
}

const SCHEMA = 'scenario.schema.json'

/**
 * `thanos-lab scenario new FILE`: a scenario that plays, with comments, and beside it the schema that its first line names: an
 * editor finds that wherever this program is installed. What is there already is left alone.
 */
export async function newScenario(context: Context, file: string): Promise<number> {
  if (!/\.ya?ml$/i.test(file))
    throw new LabError('usage', `A scenario file ends in .yaml, and ${file} does not`, { hint: `thanos-lab scenario new ${file}.yaml` })
  const typed = /[/\\]/.test(file) ? file : `./${file}`
  await mkdir(dirname(file), { recursive: true }).catch((error: unknown) => refuse(file, error))
  if (!(await made(file, template(basename(file).replace(/\.ya?ml$/i, ''))))) throw there(file)
  const schema = join(dirname(file), SCHEMA)
  const own = await readFile(join(scenariosFolder(), SCHEMA), 'utf8')
  const fresh = await made(schema, own)
  if (!fresh && (await readFile(schema, 'utf8')) !== own)
    context.progress.warn(`${schema} is another version's: remove it, and a next scenario new brings this one's`)
  context.answer({ schemaVersion: 1, file, schema }, () =>
    [
      `${file} is a scenario that plays${fresh ? `; ${schema} tells an editor what may stand in it` : ''}.`,
      `Next: thanos-lab scenario check ${typed}`,
      `      thanos-lab chaos ${typed}`,
    ].join('\n'),
  )
  return 0
}

/** False where there is such a file. */
async function made(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' })
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST' ? false : refuse(file, error)
  }
}

function there(file: string): LabError {
  return new LabError('usage', `${file} is there already; nothing was changed`, {
    hint: `thanos-lab scenario check ${file}, or new with another name`,
  })
}

function refuse(file: string, error: unknown): never {
  throw new LabError('usage', `Could not write ${file}: ${reason(error)}`, {
    hint: 'thanos-lab scenario new with a file in a folder that you may write to',
    cause: error,
  })
}

/** `thanos-lab scenario show NAME`: what it is about, and its text. */
export async function showScenario(context: Context, wanted: string): Promise<number> {
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

/** A first scenario: it plays as it is, and says in comments what else could stand there. */
export function template(name: string): string {
  return `# yaml-language-server: $schema=./scenario.schema.json
# With that line an editor completes and checks this file. To play it: thanos-lab chaos ./${name}.yaml
title: The replica that Query follows is killed
teaches: Query goes on answering from the other replica; a small hole shows after the return.

# outcome: fail       # what the run is expected to end with, where a failure is the lesson; pass unless said
# needs: [nodes]      # capabilities of the runtime beyond those that the faults ask for

# Each series is a selector of exactly one series, and where it is read.
observe:
  merged: { samples: 'up{job="thanos-query"}' } # through Query, deduplicated
  victim: { samples: 'up{job="thanos-query"}', replica: victim } # from the replica that was hit, alone: the control
  # naive: { samples: 'up{job="thanos-query"}', via: service } # through the plain Service: a random replica each time

# Played one after the other. A duration is Prometheus's (10s, 1m30s), or in scrapes of the lab.
steps:
  - wait: 15 scrapes
  # preferred: the one whose samples Query answers with; other, struck, survivor, or a pod such as prometheus-0
  - kill: { replica: preferred, for: 10 scrapes }
  - until: { replica: victim, is: back, within: 2m }
  - wait: 15 scrapes

# Each holds, or the run fails. The control must show the damage, or the run is inconclusive: nothing was verified.
expect:
  - merged: { longest-gap: { at-most: 3 scrapes } }
  - victim: { longest-gap: { at-least: 5 scrapes } }
  # Query's samples are those that its algorithm picks of the replicas' own.
  - merged: { matches-model: penalty }
`
}
