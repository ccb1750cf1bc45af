import { script } from '@bomb.sh/tab'
import tab from '@bomb.sh/tab/commander'
import type { Command } from 'commander'

export type Shell = 'bash' | 'zsh' | 'fish'

/** What may stand at a place of the command line beside what the program itself says. */
export interface Values {
  /** In the order in which they are to be shown. */
  words: string[]
  /** Files, too, where no word fits. */
  files?: boolean
}

/** `chaos`: by argument's or option's name, what may stand there. */
export type Places = Record<string, Record<string, Values>>

/** Directives that the scripts know, as cobra has them. */
const NO_FILES = 4
const KEEP_ORDER = 32

/**
 * The answer to a completion script: a line for each word that fits (word, tab, description), then a directive.
 * `words` are those after the program's name, the last one, maybe empty, still being typed.
 */
export function answer(program: Command, words: string[], places: Places): string {
  const root = tab(program)
  // The adapter adds a command of its own, which is only for the scripts.
  root.commands.delete('complete')
  let asked: Values | undefined
  for (const { owner, name, values } of flat(places)) {
    const command = root.commands.get(owner)
    const place = command?.options.get(name) ?? command?.arguments.get(name)
    if (place === undefined) throw new Error(`${owner} has no ${name} to complete`)
    place.handler = (complete) => {
      asked = values
      for (const word of values.words) complete(word, '')
    }
  }
  const lines = said(() => root.parse(words))
    .filter((line) => !line.startsWith(':'))
    .map((line) => line.trimEnd())
  const directive = (asked?.files === true ? 0 : NO_FILES) + (asked === undefined ? 0 : KEEP_ORDER)
  return `${[...lines, `:${directive}`].join('\n')}\n`
}

/** The script that a shell takes in. */
export function scriptOf(shell: 'zsh' | 'fish', name: string): string {
  return `${said(() => script(shell, name, name)).join('\n')}\n`
}

function flat(places: Places): { owner: string; name: string; values: Values }[] {
  return Object.entries(places).flatMap(([owner, names]) => Object.entries(names).map(([name, values]) => ({ owner, name, values })))
}

/** tab says what it has to say on the console only; it forbids files always, and does not keep an order. */
function said(work: () => void): string[] {
  const lines: string[] = []
  const { log } = console
  console.log = (line: string) => void lines.push(line)
  try {
    work()
  } finally {
    console.log = log
  }
  return lines
}
