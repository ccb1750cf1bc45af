import { computed, signal } from '@preact/signals'
import { type Language } from '../../../model/language.ts'
import { en, type Words } from './en.ts'
import { zhCN } from './zh-CN.ts'

/* The language of the page, and its words: a component that reads `words.value` is drawn again when the language changes. */

const CATALOGUES: Record<Language, Words> = { en, 'zh-CN': zhCN }

/** At first the one that was put into the page; the reader may change it. */
export const language = signal<Language>('en')

export const words = computed<Words>(() => CATALOGUES[language.value])

/** What the button that leads to a language says: in that language. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', 'zh-CN': '中文' }

/** The language that the switch leads to. */
export const otherLanguage = computed<Language>(() => (language.value === 'en' ? 'zh-CN' : 'en'))

export function switchLanguage(): void {
  language.value = otherLanguage.value
}
