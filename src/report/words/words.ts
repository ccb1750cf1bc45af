import type { Language } from '../../model/language.ts'
import { reportInEnglish, type ReportWords } from './en.ts'
import { reportInChinese } from './zh-CN.ts'

const CATALOGUES: Record<Language, ReportWords> = { en: reportInEnglish, 'zh-CN': reportInChinese }

/** What a report of a run says in a language. Left out: in English. */
export function reportWords(language: Language = 'en'): ReportWords {
  return CATALOGUES[language]
}
