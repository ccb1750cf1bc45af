import { asciiText } from '../lib/ascii.ts'
import { print } from './output.ts'

/* In which signs people are answered: the one rule, and texts by it. JSON and documents for programs are UTF-8 always. */

/** Terminals whose font has no blocks and ticks, whatever the locale says. */
const PLAIN_TERMINALS = new Set(['linux', 'dumb'])

/**
 * Whether a stream gets ASCII: with `--ascii`, or where it is a terminal whose locale is not UTF-8. The locale is the first of LC_ALL,
 * LC_CTYPE and LANG that is set and not empty (POSIX.1-2024, Base Definitions, 8.2); without one it is POSIX, which knows ASCII only.
 */
export function usesAscii({ isTTY }: { isTTY?: boolean }, asked = false, env: NodeJS.ProcessEnv = process.env): boolean {
  if (asked || isTTY !== true) return asked
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || 'POSIX'
  return PLAIN_TERMINALS.has(env['TERM'] ?? '') || !/utf-?8/i.test(locale)
}

/** Prints a text for a person. `asked`: with `--ascii`. */
export function printText(text: string, to: 'stdout' | 'stderr', asked = false): void {
  print(usesAscii(process[to], asked) ? asciiText(text) : text, to)
}
