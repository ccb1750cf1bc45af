import { parseArgs } from 'node:util'
import { torture, type Tortured } from './suite.ts'
import { suites } from './suites.ts'

/*
 * `npm run torture -- [SUITE...] [--rounds N] [--seed S] [--jobs N] [--minutes M]`: attacks the program again and again. All suites where none is
 * named; a seed by chance where none is given; so many rounds at once as there are jobs; no new round after so many minutes. Prints for each suite the
 * rounds, the first seed and the failures, each with the line that repeats it. Exit code 1 where there is one.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string' },
    jobs: { type: 'string', default: '1' },
    minutes: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
})
const rounds = count('--rounds', values.rounds)
const seed = count('--seed', values.seed ?? String(Math.floor(Math.random() * 1_000_000)))
const jobs = Math.max(1, count('--jobs', values.jobs))
const mostMs = values.minutes === undefined ? Infinity : count('--minutes', values.minutes) * 60_000
const unknown = positionals.find((name) => !Object.hasOwn(suites, name))
if (unknown !== undefined) refuse(`There is no suite ${unknown}; there are ${Object.keys(suites).join(', ')}`)

let failed = 0
for (const [name, load] of Object.entries(suites)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  const suite = await load()
  if (values.list) say(`${name}: ${suite.about}`)
  else failed += await tortured(name, () => torture(suite, { rounds, seed, jobs, mostMs, onFailure, onRound: (done) => shown(name, done) }))

  function onFailure({ seed: own, problems }: { seed: number; problems: string[] }): void {
    say(`${name}, seed ${own}:`)
    for (const problem of problems) say(`  ${problem.replaceAll('\n', '\n  ')}`)
    say(`  → npm run torture -- ${name} --rounds 1 --seed ${own}`)
  }
}
process.exitCode = failed > 0 ? 1 : 0

/** How many of its rounds failed. */
async function tortured(name: string, work: () => Promise<Tortured>): Promise<number> {
  const { rounds: made, failures, problems, figures, ms } = await work()
  const seconds = (ms / 1000).toFixed(0)
  for (const line of figures) say(`  ${line}`)
  for (const problem of problems) say(`${name}, all rounds: ${problem}`)
  say(`${name}: ${made} rounds from seed ${seed}, ${failures.length + problems.length} failures, ${seconds} s`)
  return failures.length + problems.length
}

/** Ten lines say how far it is. */
function shown(name: string, done: number): void {
  if (done % Math.max(1, Math.ceil(rounds / 10)) === 0 && done < rounds) process.stderr.write(`… ${name}: ${done} of ${rounds}\n`)
}

function count(flag: string, text: string): number {
  const number = Number(text)
  return Number.isSafeInteger(number) && number >= 0 ? number : refuse(`${flag} takes a whole number, not ${text}`)
}

function refuse(why: string): never {
  process.stderr.write(`${why}\n`)
  process.exit(2)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
