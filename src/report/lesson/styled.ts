import type { Style } from '../../lib/terminal.ts'
import { wrap } from '../../lib/wrap.ts'
import type { Paint } from '../text.ts'

/** A piece of a text, and how it is painted. */
export interface StyledText {
  text: string
  style?: Style
}

/**
 * A text of several styles in lines of at most `width` columns. It is painted after it is wrapped: what wraps painted text takes the `[1m` of a PromQL
 * range for a colour (wrap-ansi 9.0.2, whose expression has no anchor).
 */
export function styledLines(spans: readonly StyledText[], width: number, paint: Paint): string[] {
  // Wrapping changes the spaces alone.
  const styles = spans.flatMap(({ text, style }) => Array.from({ length: text.replaceAll(/\s/g, '').length }, () => style))
  let place = 0
  return wrap(spans.map(({ text }) => text).join(''), width).map((line) => {
    const pieces: StyledText[] = []
    for (const sign of line.split('')) {
      const last = pieces.at(-1)
      const style = /\s/.test(sign) ? (last?.style === styles[place] ? last?.style : undefined) : styles[place++]
      if (last !== undefined && last.style === style) last.text += sign
      else pieces.push(style === undefined ? { text: sign } : { text: sign, style })
    }
    return pieces.map(({ text, style }) => (style === undefined ? text : paint(style, text))).join('')
  })
}
