import { createHash } from 'node:crypto'
import { LabError } from '../lib/errors.ts'
import { CAPABILITIES } from '../model/lab-defaults.ts'
import { checks, faults, loadAll, probes } from '../registry.ts'
import { findScenario } from '../scenario/files.ts'
import { ALL, scenarioNames } from '../scenario/names.ts'
import { readScenario, type ScenarioFile } from '../scenario/parse.ts'
import type { Vocabulary } from '../scenario/schema.ts'
import { loadManifests } from '../topology/load.ts'
import { partsOf } from '../topology/parts.ts'
import { readTopology } from '../topology/read.ts'

/**
 * The scenarios named by names, files and `all`, in that order. Throws `scenario` with what is wrong in every one of them.
 */
export async function selectedScenarios(wanted: string[]): Promise<ScenarioFile[]> {
  const names = (await Promise.all(wanted.map((word) => (word === ALL ? scenarioNames() : [word])))).flat()
  const vocabulary = await scenarioVocabulary()
  const read = await Promise.allSettled(names.map(async (name) => readScenario(await findScenario(name), vocabulary)))
  const refused = read.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []))
  const other = refused.find((error) => !(error instanceof LabError && error.code === 'scenario'))
  const [first, ...more] = refused
  if (more.length === 0 && first !== undefined) throw first
  if (refused.length > 0) throw other ?? combined(refused as LabError[])
  return read.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
}

function combined(refused: LabError[]): LabError {
  return new LabError('scenario', refused.map(({ message }) => message).join('\n'), {
    hint: 'correct them, then thanos-lab scenario check FILE...',
    cause: refused[0],
  })
}

/**
 * The things in an order that depends on the seed and their names alone, so it is the same on every machine. One name more leaves the
 * others in their order.
 */
export function shuffled<T extends { name: string }>(things: readonly T[], seed: string): T[] {
  const keyed = things.map((thing, index) => {
    // A name that occurs twice gets two keys.
    const earlier = things.slice(0, index).filter(({ name }) => name === thing.name).length
    return {
      thing,
      key: createHash('sha256')
        .update(JSON.stringify([seed, thing.name, earlier]))
        .digest('hex'),
    }
  })
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ thing }) => thing)
}

/** What a scenario file may name. */
export async function scenarioVocabulary(): Promise<Vocabulary> {
  return {
    faults: await loadAll(faults),
    checks: await loadAll(checks),
    probes,
    capabilities: CAPABILITIES,
    parts: partsOf(readTopology(loadManifests())),
  }
}
