import type { Language } from '../../../model/language.ts'
import { en, type LessonWords } from './en.ts'
import { zhCN } from './zh-CN.ts'

const CATALOGUES: Record<Language, LessonWords> = { en, 'zh-CN': zhCN }

/** What the commands of a lesson say in a language. Left out: in English. */
export function lessonWords(language: Language = 'en'): LessonWords {
  return CATALOGUES[language]
}
