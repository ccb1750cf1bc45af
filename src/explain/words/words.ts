import type { Language } from '../../model/language.ts'
import { explanationInEnglish, type ExplanationWords } from './en.ts'
import { explanationInChinese } from './zh-CN.ts'

const CATALOGUES: Record<Language, ExplanationWords> = { en: explanationInEnglish, 'zh-CN': explanationInChinese }

/** How an explanation is said in a language. Left out: in English. */
export function explanationWords(language: Language = 'en'): ExplanationWords {
  return CATALOGUES[language]
}
