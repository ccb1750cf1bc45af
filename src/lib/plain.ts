import { asciiText } from './ascii.ts'

/**
 * Characters that a terminal obeys, or that change how others are shown: control characters, line and paragraph separators, those of no width or
 * of writing direction, and the tags that mirror ASCII without being seen.
 */
export const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u200b-\u200f\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu

/** A text of somebody else's on one line, each such character as `\u001b`: as PromQL and JSON write it, so that a selector stays what it is. */
export function plain(value: string): string {
  return value.replaceAll(UNSEEN, written)
}

/** A character as JSON writes it: `\u001b`, or two of them. */
export function written(sign: string): string {
  return Array.from({ length: sign.length }, (_, unit) => `\\u${sign.charCodeAt(unit).toString(16).padStart(4, '0')}`).join('')
}

/** All texts in a value, so, and its keys. `ascii`: in ASCII, too. */
export function plainTexts<T>(value: T, ascii = false): T {
  if (typeof value === 'string') return plainText(value, ascii) as T
  if (Array.isArray(value)) return value.map((inner: unknown) => plainTexts(inner, ascii)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [plainText(key, ascii), plainTexts(inner as unknown, ascii)])) as T
}

function plainText(value: string, ascii: boolean): string {
  return ascii ? asciiText(plain(value)) : plain(value)
}
