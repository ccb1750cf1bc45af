import { findScenario } from '../../scenario/find.ts'
import { readScenario } from '../../scenario/read.ts'
import type { Context } from '../context.ts'
import { scenarioCatalogue } from '../scenario-catalogue.ts'

/** `thanos-lab scenario show NAME`: what it is about, and its text. */
export async function showScenario(context: Context, wanted: string): Promise<number> {
  const found = await findScenario(wanted)
  const { name, title, teaches, needs, outcome, file } = readScenario(found, await scenarioCatalogue())
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
