import { ROOM_FORMAT } from '../model/class-events.ts'
import { writeFileAtomically } from '../storage/files.ts'
import { readStateFile } from '../storage/state-file.ts'
import { learnerFile } from './folder.ts'

/* The scenarios that the current lesson asks for, so that `chaos` need not read the lesson. */

const file = () => learnerFile('asked.json')
const schema = async () => (await import('../model/class-files.ts')).askedSchema

/** None where no lesson goes on. Throws `state` where the file cannot be read. */
export async function readAsked(): Promise<string[]> {
  const damage = { lost: 'The room is not told of your runs.', hint: 'thanos-lab lesson start, which writes it again' }
  return (await readStateFile(file(), schema, damage))?.scenarios ?? []
}

/** Writes it whole or not at all. Throws `no-disk` or `state`. */
export async function writeAsked(scenarios: readonly string[]): Promise<void> {
  await writeFileAtomically(file(), JSON.stringify({ format: ROOM_FORMAT, scenarios }))
}
