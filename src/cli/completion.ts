import { script } from '@bomb.sh/tab'
import tab from '@bomb.sh/tab/commander'
import type { Command } from 'commander'
import { lessonNames, plainName } from '../lesson/names.ts'
import { ALL } from '../scenario/names.ts'
import { replicaNames } from '../model/workloads.ts'
import { scenarioNames } from '../scenario/names.ts'
import { labNames, readLab } from '../storage/labs.ts'
import { runIds } from '../storage/run-ids.ts'

/**
 * The script for bash, from 3.2 (macOS) on. The one of tab needs the package bash-completion and bash 4, executes `$(...)` on the line,
 * and completes neither files nor `--option=`. The protocol is the same.
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

/** The answer to a completion script: what may follow on the command line. */
export async function completeWords(program: Command, typed: string[]): Promise<string> {
  const words = separate(typed)
  return answer(program, words, await valuesOf(program, words))
}

/** `--name=x` becomes `--name x`, and a last `-` the beginning of any option. */
function separate(typed: string[]): string[] {
  const last = typed.length - 1
  return typed.flatMap((word, index) => {
    const [, option, value] = /^(--[^=]+)=(.*)$/s.exec(word) ?? []
    if (option !== undefined) return [option, value ?? '']
    return word === '-' && index === last ? ['--'] : [word]
  })
}

async function valuesOf(program: Command, words: string[]): Promise<ValuesByCommand> {
  const [labs, runs, scenarios, replicas, numbered] = await Promise.all([
    labNames(),
    runIds(),
    scenarioNames(),
    replicasOf(words),
    lessonNames(),
  ])
  const lessons = numbered.map(plainName)
  const names = Object.fromEntries(commandNames(program).map((command) => [command, { name: { words: labs } }]))
  const binaries = { binaries: { words: [], files: true } }
  return {
    ...names,
    up: { ...names['up'], ...binaries },
    demo: { ...names['demo'], ...binaries },
    chaos: { ...names['chaos'], scenario: { words: [...scenarios, ALL], files: true } },
    'scenario new': { ...names['scenario new'], file: { words: [], files: true } },
    'scenario check': { ...names['scenario check'], file: { words: scenarios, files: true } },
    'scenario show': { ...names['scenario show'], scenario: { words: scenarios, files: true } },
    'lesson start': { ...names['lesson start'], lesson: { words: lessons, files: true } },
    'lesson reset': { ...names['lesson reset'], lesson: { words: lessons } },
    'lesson check-all': { ...names['lesson check-all'], lesson: { words: lessons, files: true }, output: { words: [], files: true } },
    query: { ...names['query'], replica: { words: replicas } },
    explain: { ...names['explain'], run: { words: runs, files: true } },
    audit: { ...names['audit'], rules: { words: [], files: true } },
    analyze: { ...names['analyze'], run: { words: runs, files: true }, output: { words: [], files: true } },
    report: { ...names['report'], run: { words: runs, files: true }, output: { words: [], files: true } },
  }
}

/** The commands that take options: `chaos`, `scenario list`. */
function commandNames(command: Command, before: string[] = []): string[] {
  return command.commands.flatMap((inner) => {
    const path = [...before, inner.name()]
    return inner.commands.length === 0 ? [path.join(' ')] : commandNames(inner, path)
  })
}

/** The replicas of the lab that the line names. */
async function replicasOf(words: string[]): Promise<string[]> {
  const option = words.indexOf('--name')
  const lab = await readLab((option >= 0 ? words[option + 1] : undefined) || 'thanos-lab').catch(() => undefined)
  return lab === undefined ? [] : replicaNames(lab.settings.replicas)
}

export type Shell = 'bash' | 'zsh' | 'fish'

/** The values of an argument or an option that commander does not know. */
interface Values {
  /** In the order in which the shell shows them. */
  words: string[]
  /** Files are values, too. */
  files?: boolean
}

/** By command, then by argument or option. */
type ValuesByCommand = Record<string, Record<string, Values>>

/** Directives of cobra's protocol, which the scripts use. */
const NO_FILES = 4
const KEEP_ORDER = 32

/**
 * The answer to a completion script: a line for each value (word, tab, description), then a directive. `words`: those after the program's
 * name; the last one is incomplete, or empty.
 */
function answer(program: Command, words: string[], values: ValuesByCommand): string {
  const root = tab(program)
  // tab adds this command for the scripts.
  root.commands.delete('complete')
  let completed: Values | undefined
  for (const { owner, name, values: known } of flat(values)) {
    const command = root.commands.get(owner)
    const target = command?.options.get(name) ?? command?.arguments.get(name)
    if (target === undefined) throw new Error(`${owner} has no ${name} to complete`)
    target.handler = (complete) => {
      completed = known
      for (const word of known.words) complete(word, '')
    }
  }
  const lines = consoleLines(() => root.parse(words))
    .filter((line) => !line.startsWith(':'))
    .map((line) => line.trimEnd())
  const directive = (completed?.files === true ? 0 : NO_FILES) + (completed === undefined ? 0 : KEEP_ORDER)
  return `${[...lines, `:${directive}`].join('\n')}\n`
}

/** The script that a shell sources. */
export function scriptOf(shell: 'zsh' | 'fish', name: string): string {
  return `${consoleLines(() => script(shell, name, name)).join('\n')}\n`
}

function flat(byCommand: ValuesByCommand): { owner: string; name: string; values: Values }[] {
  return Object.entries(byCommand).flatMap(([owner, names]) => Object.entries(names).map(([name, values]) => ({ owner, name, values })))
}

/** The lines that work prints with console.log, which is tab's only output. */
function consoleLines(work: () => void): string[] {
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
