import { randomInt } from 'node:crypto'
import { styleText } from 'node:util'
import { UNSEEN, written } from './plain.ts'

/*
 * The one filter between all texts and a terminal. It lets our own colours through: their sequences carry a mark that is drawn for each process,
 * so that no file, answer or label can hold one. The mark is taken out; every other character that a terminal obeys is written as `\u001b`.
 */

export type Style = Parameters<typeof styleText>[0]

/** Parameters of up to four digits: what measures a text's width takes them for a colour. */
const MARK = Array.from({ length: 3 }, () => String(randomInt(1000, 10_000))).join(';')
const OWN = `\u001b[${MARK};`

/** A text in a style, for `forTerminal`. */
export function painted(style: Style, text: string): string {
  // The caller has decided; Node would otherwise look at this process's own stdout.
  const [begin = '', end = ''] = styleText(style, ' ', { validateStream: false }).split(' ')
  return `${marked(begin)}${text}${marked(end)}`
}

function marked(sequence: string): string {
  return sequence.replaceAll('\u001b[', OWN)
}

const OBEYED = new RegExp(`\\u001b\\[${MARK};([\\d;]*m)|\\r\\n|${UNSEEN.source}`, 'gu')

/** A text as a terminal may get it: of what it obeys, line breaks, tabs and our own colours are left. In JSON, it stays the same JSON. */
export function forTerminal(text: string): string {
  return text.replaceAll(OBEYED, (sign, colour: string | undefined) => {
    if (colour !== undefined) return `\u001b[${colour}`
    return sign === '\n' || sign === '\t' ? sign : sign === '\r\n' ? '\n' : written(sign)
  })
}
