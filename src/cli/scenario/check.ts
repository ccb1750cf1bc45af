import { LabError } from '../../errors.ts'
import { findScenario } from '../../scenario/find.ts'
import { readScenario } from '../../scenario/read.ts'
import type { Catalogue } from '../../scenario/schema.ts'
import type { Context } from '../context.ts'
import { scenarioCatalogue } from '../scenario-catalogue.ts'

interface Checked {
  file: string
  /** `file:line:column: what was expected there`, each; empty where the file fits. */
  complaints: string[]
}

/** `thanos-lab scenario check FILE...`: every fault of every file, exit 2, or that they fit. No lab is looked for. */
export async function checkScenarios(context: Context, wanted: string[]): Promise<number> {
  const catalogue = await scenarioCatalogue()
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

async function checked(wanted: string, catalogue: Catalogue): Promise<Checked> {
  try {
    const found = await findScenario(wanted)
    readScenario(found, catalogue)
    return { file: found.file, complaints: [] }
  } catch (error) {
    if (error instanceof LabError && error.code === 'scenario') return { file: wanted, complaints: error.message.split('\n') }
    throw error
  }
}

function lines({ file, complaints }: Checked): string[] {
  return complaints.length === 0 ? [`${file} fits`] : complaints
}

function again(wrong: Checked[]): string {
  return `thanos-lab scenario check ${wrong.map(({ file }) => file).join(' ')}`
}
