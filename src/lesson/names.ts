import { readdir } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { packageFile } from '../lib/package-files.ts'
import { type Language, LANGUAGES } from '../model/language.ts'

/** The word in place of a scenario's name that stands for one of the learner's own. */
export const OWN = 'own'

/* What lessons there are, without a look into one: a shell asks at each press of the tabulator. */

/** The lessons that come with the lab, in a language. Every language has the same ones, by the same names. */
export function lessonsFolder(language: Language = 'en'): string {
  return packageFile(language === 'en' ? 'lessons' : `lessons/${language}`)
}

/** Names of the lessons in a folder, in their order: `01-two-equals`. */
export async function lessonNames(folder = lessonsFolder()): Promise<string[]> {
  const files = await readdir(folder)
  return files
    .filter((file) => /^\d\d-[a-z0-9-]+\.md$/.test(file))
    .map((file) => basename(file, '.md'))
    .sort()
}

/** A lesson's name without its number. */
export function plainName(name: string): string {
  return name.replace(/^\d\d-/, '')
}

/** What is typed for a lesson: its name, or the path of a file that is not of the package. */
export function wordOfLesson({ name, file }: { name: string; file: string }): string {
  const isOfPackage = LANGUAGES.some((language) => dirname(resolve(file)) === resolve(lessonsFolder(language)))
  return isOfPackage ? plainName(name) : resolve(file)
}
