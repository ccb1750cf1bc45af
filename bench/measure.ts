import { spawnSync } from 'node:child_process'

/** A command, and how long it takes: until it ends, or until the Unix milliseconds that it prints last. */
export interface Command {
  name: string
  program: string
  args: string[]
  /** Beside, or in place of, the environment of the bench. */
  env?: Record<string, string>
  /** It cleans up after what is measured, and prints when that was. */
  printsEnd?: boolean
  /** Run before and after each measurement, unmeasured. */
  before?: () => void
  after?: () => void
}

/** Runs a command once; seconds. Throws with its output where it fails. */
export function once({ name, program, args, env = {}, printsEnd = false, before, after }: Command): number {
  before?.()
  try {
    const begun = Date.now()
    const ended = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, env: { ...process.env, ...env } })
    const wall = Date.now() - begun
    if (ended.status !== 0) throw new Error(`${name} ended with ${ended.status ?? ended.signal}: ${ended.stderr || ended.stdout}`)
    const printed = printsEnd ? Number(ended.stdout.trim().split('\n').at(-1)) - begun : wall
    return printed / 1000
  } finally {
    after?.()
  }
}

export interface Row {
  what: string
  seconds: number
  against: string
  theirs: number
  /** What issue or contract asks for. */
  limit: string
}

/** Medians of commands that are run in turn, so that a machine that slows down slows all of them. */
export function inTurn(commands: Command[], runs: number): number[] {
  const times: number[][] = commands.map(() => [])
  for (let run = 0; run < runs; run += 1) {
    for (const [index, command] of commands.entries()) {
      const seconds = once(command)
      times[index]?.push(seconds)
      process.stderr.write(`  ${command.name}: ${seconds.toFixed(2)} s\n`)
    }
  }
  return times.map(median)
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}

/** The table, in Markdown. */
export function table(rows: Row[]): string {
  const lines = rows.map(
    ({ what, seconds, against, theirs, limit }) =>
      `| ${what} | ${seconds.toFixed(2)} s | ${against} | ${theirs.toFixed(2)} s | ${(seconds / theirs).toFixed(2)} | ${limit} |`,
  )
  return ['| what | time | against | time | ratio | limit |', '| --- | --- | --- | --- | --- | --- |', ...lines].join('\n')
}
