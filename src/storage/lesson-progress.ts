import { statSync } from 'node:fs'
import { join } from 'node:path'
import { PROGRESS_FORMAT, type Progresses } from '../model/lesson-progress.ts'
import { writeFileAtomically } from './files.ts'
import { stateHome } from './paths.ts'
import { readStateFile } from './state-file.ts'

const fileOf = () => join(stateHome(), 'lessons', 'progress.json')
const schema = async () => (await import('../model/lesson-progress.ts')).progressSchema

/** The lock of whoever changes the progress. */
export function progressLock(): string {
  return join(stateHome(), 'lessons', 'lock')
}

/** Where the learner stands; nothing started where there is no file. Throws `state` where it cannot be read, with the command that repairs it. */
export async function readProgress(): Promise<Progresses> {
  const kept = await readStateFile(fileOf(), schema, {
    lost: 'Your progress in the lessons is lost; saved runs are not.',
    hint: 'thanos-lab lesson reset --all, which begins the lessons again',
  })
  return kept ?? noProgress()
}

export function noProgress(): Progresses {
  return { format: PROGRESS_FORMAT, lessons: {} }
}

/** Writes it whole or not at all. Throws `no-disk` or `state`. */
export async function writeProgress(progress: Progresses): Promise<void> {
  await writeFileAtomically(fileOf(), `${JSON.stringify(progress, null, 2)}\n`)
}

/** When it was written last, Unix ms; undefined where it was never. */
export function progressWrittenAt(): number | undefined {
  return statSync(fileOf(), { throwIfNoEntry: false })?.mtimeMs
}
