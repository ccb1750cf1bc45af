import type { Language } from '../../../model/language.ts'
import { lessonsInEnglish, type LessonWords } from './en.ts'
import { lessonsInChinese } from './zh-CN.ts'

const CATALOGUES: Record<Language, LessonWords> = { en: { language: 'en', ...lessonsInEnglish }, 'zh-CN': lessonsInChinese }

/** What the commands of a lesson say in a language. Left out: in English. */
export function lessonWords(language: Language = 'en'): LessonWords {
  return CATALOGUES[language]
}
