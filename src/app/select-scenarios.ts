import { createHash } from 'node:crypto'
import { LabError } from '../lib/errors.ts'
import { CAPABILITIES } from '../model/lab.ts'
import { checks, faults, loadAll, probes } from '../registry.ts'
import { findScenario, scenarioNames } from '../scenario/files.ts'
import { readScenario, type ScenarioFile } from '../scenario/parse.ts'
import type { Vocabulary } from '../scenario/schema.ts'
import { loadManifests } from '../topology/load.ts'
import { partsOf } from '../topology/parts.ts'
import { readTopology } from '../topology/read.ts'

/**
 * The scenarios that are meant by names, files and `all`, in that order. Every one is read before any is refused: throws
 * `scenario` with the complaints of all.
 */
export async function selectedScenarios(wanted: string[]): Promise<ScenarioFile[]> {
  const names = (await Promise.all(wanted.map((word) => (word === ALL ? scenarioNames() : [word])))).flat()
  const catalogue = await scenarioVocabulary()
  const read = await Promise.allSettled(names.map(async (name) => readScenario(await findScenario(name), catalogue)))
  const refused = read.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []))
  const other = refused.find((error) => !(error instanceof LabError && error.code === 'scenario'))
  const [first, ...more] = refused
  if (more.length === 0 && first !== undefined) throw first
  if (refused.length > 0) throw other ?? together(refused as LabError[])
  return read.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
}

function together(refused: LabError[]): LabError {
  return new LabError('scenario', refused.map(({ message }) => message).join('\n'), {
    hint: 'correct them; thanos-lab scenario check FILE... looks at files only',
    cause: refused[0],
  })
}

/**
 * Things with names in an order that only the seed decides: it is the same on every machine, and for as long as the names are the
 * same. Of two orders by the same seed, one with more names, the names in both are in the same order.
 */
export function shuffled<T extends { name: string }>(things: readonly T[], seed: string): T[] {
  const keyed = things.map((thing, index) => {
    // The same name twice has two places.
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

/** The word that stands for every scenario of the package. */
export const ALL = 'all'

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
