import { asciiText } from './ascii.ts'

/**
 * Characters that a terminal obeys, or that change how others are shown: control characters, line and paragraph separators, and those of no
 * width or of writing direction.
 */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu

/** A text of somebody else's on one line, each such character as `\u001b`: as PromQL and JSON write it, so that a selector stays what it is. */
export function plain(text: string): string {
  return text.replaceAll(UNSEEN, (sign) => `\\u${sign.codePointAt(0)!.toString(16).padStart(4, '0')}`)
}

/** All texts in a value, so; keys stay. `ascii`: in ASCII, too. */
export function plainTexts<T>(value: T, ascii = false): T {
  if (typeof value === 'string') return (ascii ? asciiText(plain(value)) : plain(value)) as T
  if (Array.isArray(value)) return value.map((inner: unknown) => plainTexts(inner, ascii)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainTexts(inner as unknown, ascii)])) as T
}
