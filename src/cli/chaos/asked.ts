import { LabError } from '../../errors.ts'
import { findScenario } from '../../scenario/find.ts'
import { scenarioNames } from '../../scenario/names.ts'
import { type ScenarioFile, readScenario } from '../../scenario/read.ts'
import { ALL } from './all.ts'
import { scenarioCatalogue } from '../scenario-catalogue.ts'

/**
 * The scenarios that are meant by names, files and `all`, in that order. Every one is read before any is refused: throws
 * `scenario` with the complaints of all.
 */
export async function askedScenarios(wanted: string[]): Promise<ScenarioFile[]> {
  const names = (await Promise.all(wanted.map((word) => (word === ALL ? scenarioNames() : [word])))).flat()
  const catalogue = await scenarioCatalogue()
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
