import wrapAnsi from 'wrap-ansi'
import { widest } from './columns.ts'

/** A figure and its unit are one word. */
const GLUE = '\u00a0'

/** A text in lines of at most `width` columns, each indented; a longer word stays whole. */
export function wrap(text: string, width: number, indent = 0): string[] {
  const words = text
    .replaceAll(/(\d) (?=(?:s|ms|%)(?!\w))/g, `$1${GLUE}`)
    .replaceAll(/ +/g, ' ')
    .trim()
  if (words === '') return []
  const lines = HAN.test(words) ? wrapChinese(words, width - indent) : wrapAnsi(words, width - indent).split('\n')
  return lines.map((line) => ' '.repeat(indent) + line.replaceAll(GLUE, ' '))
}

/** A wrapped text behind a label: `label` on the first line, the others under its text. */
export function wrapBehind(label: string, text: string, width: number): string[] {
  const indent = widest([label])
  const [first = '', ...rest] = wrap(text, width - indent)
  return [label + first, ...rest.map((line) => ' '.repeat(indent) + line)]
}

const HAN = /\p{Script=Han}/u
/** What no line ends with, and what none begins with (Requirements for Chinese Text Layout, 3.1.3). */
const [OPENING, CLOSING] = ['（《“‘「『【〔', '，。：；？！、）》”’」』】〕…—·']
/** What is never parted: a Chinese sign, or a word of another script, with the punctuation around it; or a space. */
const UNIT = new RegExp(` |[${OPENING}]*(?:\\p{Script=Han}|[^\\p{Script=Han}${OPENING}${CLOSING} ]+)?[${CLOSING}]*`, 'gu')

/** Chinese has no spaces: a line may break between any two signs, but for punctuation. A space at a break is left out. */
function wrapChinese(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines = ['']
    for (const [unit] of paragraph.matchAll(UNIT)) {
      const last = lines.at(-1)!
      if (last.trimEnd() !== '' && widest([last + unit]) > width) {
        lines[lines.length - 1] = last.trimEnd()
        lines.push(unit.trimStart())
      } else lines[lines.length - 1] = last + unit
    }
    return lines.map((line) => line.trimEnd()).filter((line, index) => index === 0 || line !== '')
  })
}
