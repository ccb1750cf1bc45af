import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { shellQuoted } from '../../lib/format.ts'
import { openPseudoTerminal, type PseudoTerminal } from '../../lib/pseudo-terminal.ts'

/** What a line that was typed has shown, and how it ended. */
export interface Typed {
  exit: number
  shown: string
  ms: number
}

/** Types command lines into a shell on a pseudo-terminal, as a learner does. */
export interface Typist {
  /** `answers`: what is typed, one after the other, where the command asks. */
  line(line: string, answers?: readonly string[]): Promise<Typed>
  transcript(): string
  close(): Promise<void>
}

export interface TypistOptions {
  /** A folder of this learner alone: state in `state`, the learner's files in `work`. */
  folder: string
  /** The lab that every `thanos-lab` is about. */
  lab: string
  /** Where `up` runs it. */
  runtime: string
  signal: AbortSignal
}

/** What a command with a lab's start or a run takes at most, ms. */
const TIMEOUT_MS = 10 * 60_000

/** A shell whose `thanos-lab` is this program, with a state folder of its own. */
export async function openTypist({ folder, lab, runtime, signal }: TypistOptions): Promise<Typist> {
  const [bin, work] = [join(folder, 'bin'), join(folder, 'work')]
  await Promise.all([bin, work, join(folder, 'state')].map(async (each) => mkdir(each, { recursive: true })))
  await writeFile(join(bin, 'thanos-lab'), wrapper(lab, runtime))
  await chmod(join(bin, 'thanos-lab'), 0o755)
  const env = {
    ...(process.env as Record<string, string>),
    THANOS_LAB_HOME: join(folder, 'state'),
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    TERM: 'xterm',
    LC_ALL: 'C.UTF-8',
  }
  const terminal = openPseudoTerminal('bash --noprofile --norc -i', { env, cwd: work })
  let count = 0
  const typist: Typist = {
    async line(line, answers = []) {
      const begun = Date.now()
      count += 1
      terminal.type(`${line}\n`)
      for (const answer of answers) {
        await terminal.until(/Your prediction: /, TIMEOUT_MS, signal)
        terminal.type(`${answer}\n`)
        await terminal.until(/Locked: |no (?:choice|number)/, TIMEOUT_MS, signal)
      }
      return { ...(await ended(terminal, count, signal)), ms: Date.now() - begun }
    },
    transcript: () => terminal.shown(),
    close: async () => terminal.close(),
  }
  await typist.line('stty cols 100 rows 50; PS1="$ "')
  return typist
}

/** The command line with the name of the lab; `up` is told the runtime, too. */
function wrapper(lab: string, runtime: string): string {
  const [node, script] = [process.execPath, process.argv[1] ?? '']
  return `#!/bin/sh
[ "$1" = up ] && set -- "$@" --runtime ${runtime}
exec ${shellQuoted(node)} ${shellQuoted(script)} "$@" --name ${lab}
`
}

/** Asks the shell for the exit code. What is typed does not fit the pattern, what is printed does. */
async function ended(terminal: PseudoTerminal, count: number, signal: AbortSignal): Promise<Omit<Typed, 'ms'>> {
  terminal.type(`printf '<%s:%s>\\n' ${count} $?\n`)
  const shown = await terminal.until(new RegExp(`<${count}:(\\d+)>`), TIMEOUT_MS, signal)
  return { exit: Number(/<\d+:(\d+)>$/.exec(shown)?.[1]), shown }
}
