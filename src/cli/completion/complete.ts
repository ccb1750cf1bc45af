import type { Command } from 'commander'
import { replicaNames } from '../../runtime/replicas.ts'
import { scenarioNames } from '../../scenario/names.ts'
import { labNames, readLab } from '../../state/labs.ts'
import { runIds } from '../../state/runs.ts'
import { ALL } from '../chaos/all.ts'
import { type Places, answer } from './tab.ts'

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
