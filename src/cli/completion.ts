import { script } from '@bomb.sh/tab'
import tab from '@bomb.sh/tab/commander'
import type { Command } from 'commander'
import { ALL } from '../app/select-scenarios.ts'
import { replicaNames } from '../runtime/replicas.ts'
import { scenarioNames } from '../scenario/files.ts'
import { labNames, readLab } from '../storage/labs.ts'
import { runIds } from '../storage/runs.ts'

/**
 * The script for bash, from 3.2 (macOS) on. tab has one too, which needs the package bash-completion and bash 4, runs what
 * stands in `$(...)` on the line, offers no file, and nothing after `--option=`. It speaks the same protocol.
 */
export function bashScript(name: string): string {
  const own = `_${name.replaceAll('-', '_')}`
  return `# bash completion of ${name}: source <(${name} completion bash)

${own}() {
    local IFS=$' \\t\\n' line=\${COMP_LINE:0:COMP_POINT} prefix='' directive=0 value
    local -a words
    # Split at blanks only: COMP_WORDS is split at = and : too.
    read -ra words <<<"$line"
    [[ $line == *[[:blank:]] ]] && words+=('')
    # Where = does not begin a new word, what is offered has the option before it.
    [[ $2 == --*=* ]] && prefix=\${2%%=*}=
    COMPREPLY=()
    while IFS=$'\\t' read -r value _; do
        case $value in
        :*) directive=\${value#:} ;;
        ?*) COMPREPLY+=("$prefix$value") ;;
        esac
    done < <(eval "$1 complete --" '"\${words[@]:1}"' 2>/dev/null)
    if ((directive & 4)); then compopt +o default 2>/dev/null; fi
    if ((directive & 32)); then compopt -o nosort 2>/dev/null; fi
    return 0
}

complete -o default -F ${own} ${name}
`
}

/** What fits where the words of a command line end, as the completion scripts take it. */
export async function completeWords(program: Command, typed: string[]): Promise<string> {
  const words = separate(typed)
  return answer(program, words, await placesOf(program, words))
}

/** `--name=x` is `--name x`, and `-` the beginning of any option. */
function separate(typed: string[]): string[] {
  const last = typed.length - 1
  return typed.flatMap((word, index) => {
    const [, option, value] = /^(--[^=]+)=(.*)$/s.exec(word) ?? []
    if (option !== undefined) return [option, value ?? '']
    return word === '-' && index === last ? ['--'] : [word]
  })
}

async function placesOf(program: Command, words: string[]): Promise<Places> {
  const [labs, runs, scenarios, replicas] = await Promise.all([labNames(), runIds(), scenarioNames(), replicasOf(words)])
  const names = Object.fromEntries(commandNames(program).map((command) => [command, { name: { words: labs } }]))
  const engines = { engines: { words: [], files: true } }
  return {
    ...names,
    up: { ...names['up'], ...engines },
    demo: { ...names['demo'], ...engines },
    chaos: { ...names['chaos'], scenario: { words: [...scenarios, ALL], files: true } },
    'scenario new': { ...names['scenario new'], file: { words: [], files: true } },
    'scenario check': { ...names['scenario check'], file: { words: scenarios, files: true } },
    'scenario show': { ...names['scenario show'], scenario: { words: scenarios, files: true } },
    query: { ...names['query'], replica: { words: replicas } },
    report: { ...names['report'], run: { words: runs, files: true }, output: { words: [], files: true } },
  }
}

/** Those that take options: `chaos`, `scenario list`. */
function commandNames(command: Command, before: string[] = []): string[] {
  return command.commands.flatMap((inner) => {
    const path = [...before, inner.name()]
    return inner.commands.length === 0 ? [path.join(' ')] : commandNames(inner, path)
  })
}

/** Those of the lab that the line names. */
async function replicasOf(words: string[]): Promise<string[]> {
  const option = words.indexOf('--name')
  const lab = await readLab((option >= 0 ? words[option + 1] : undefined) || 'thanos-lab').catch(() => undefined)
  return lab === undefined ? [] : replicaNames(lab.settings.replicas)
}

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
