import { basename, extname, join, normalize } from 'node:path'
import { LabError, reason } from '../lib/errors.ts'
import { nearest } from '../lib/suggest.ts'
import { readTextFile } from '../lib/text-file.ts'
import type { Lesson } from '../model/lesson.ts'
import { LESSON_NAME } from '../model/lesson-progress.ts'
import { scenarioNames } from '../scenario/names.ts'
import { lessonNames, lessonsFolder, plainName } from './names.ts'
import { readLesson } from './read.ts'

/** Every lesson of a folder, in order. Throws `lesson` where one does not fit. */
export async function listLessons(folder = lessonsFolder()): Promise<Lesson[]> {
  const [names, scenarios] = await Promise.all([lessonNames(folder), scenarioNames()])
  return Promise.all(names.map(async (name) => readFile(name, join(folder, `${name}.md`), scenarios)))
}

/**
 * A lesson by its name (`04-preferred`, `preferred`, `4`), or by a file: what has a slash in it or ends in `.md`. Throws `lesson`, with the nearest name
 * where one was misspelt.
 */
export async function findLesson(wanted: string, folder = lessonsFolder()): Promise<Lesson> {
  const scenarios = await scenarioNames()
  if (/[/\\]|\.md$/i.test(wanted)) return readFile(nameOf(wanted), normalize(wanted), scenarios)
  const names = await lessonNames(folder)
  const name = names.find((one) => one === wanted || plainName(one) === wanted || Number(one.slice(0, 2)) === Number(wanted || 'x'))
  if (name !== undefined) return readFile(name, join(folder, `${name}.md`), scenarios)
  const meant = nearest(wanted, [...names.map(plainName), ...names])
  throw new LabError('lesson', `There is no lesson '${wanted}'${meant === undefined ? '' : `; did you mean '${meant}'?`}`)
}

function nameOf(file: string): string {
  const name = basename(file, extname(file))
  if (LESSON_NAME.test(name)) return name
  throw new LabError('lesson', `The name of a lesson file has small letters, digits and dashes; ${basename(file)} does not`, {
    hint: 'give the file another name, such as my-lesson.md',
  })
}

/** A lesson that a person reads is not longer by far. */
const MOST_BYTES = 64 * 1024

async function readFile(name: string, file: string, scenarios: readonly string[]): Promise<Lesson> {
  const text = await readTextFile(file, { mostBytes: MOST_BYTES }).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException
    throw new LabError('lesson', code === 'ENOENT' ? `There is no file ${file}` : `Could not read ${file}: ${reason(error)}`, {
      cause: error,
    })
  })
  return readLesson({ name, file, text }, scenarios)
}
