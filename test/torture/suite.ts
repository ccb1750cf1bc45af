/* What the suites of `npm run torture` have in common. A suite is one file that exports a Suite, and one line in `suites.ts`. */

/** One kind of attack, made again and again. */
export interface Suite {
  name: string
  /** What is attacked, in a line. */
  about: string
  /** Makes what its rounds share. Each job opens its own, so nothing of it may be another's. */
  open(): Promise<OpenSuite>
}

export interface OpenSuite {
  /**
   * Attacks once; what is wrong afterwards, each in a sentence, and nothing where the product held. The same seed makes the same attack,
   * whatever was attacked before. What it throws counts as wrong, too.
   */
  round(seed: number): Promise<string[]>
  /** After the last round: what all of them together show, and what is wrong with that. */
  finish?(): Promise<{ figures: string[]; problems: string[] }>
  /** Removes what `open` made. */
  close(): Promise<void>
}

export interface Failure {
  /** Repeats it: `npm run torture -- SUITE --rounds 1 --seed SEED`. */
  seed: number
  problems: string[]
}

export interface Tortured {
  /** Those that were made. */
  rounds: number
  /** Of the first round; each further one has the next number. */
  seed: number
  failures: Failure[]
  /** What is wrong with all rounds together, as growth. */
  problems: string[]
  /** What was measured, in lines. */
  figures: string[]
  ms: number
}

export interface TortureOptions {
  rounds: number
  seed: number
  /** How many are made at once, each on what its own `open` made; 1 where left out. */
  jobs?: number
  /** No round begins later than so long after the first; left out: whenever it may be. */
  mostMs?: number
  /** Called with each failure when it is found. */
  onFailure?: (failure: Failure) => void
  /** Called after each round. */
  onRound?: (done: number) => void
}

/** Attacks so many times; a failure ends nothing. */
export async function torture(suite: Suite, options: TortureOptions): Promise<Tortured> {
  const { rounds, seed, jobs = 1, mostMs = Infinity, onFailure, onRound } = options
  const begun = performance.now()
  const failures: Failure[] = []
  const [problems, figures]: [string[], string[]] = [[], []]
  let [next, done] = [0, 0]
  const work = async (): Promise<void> => {
    const open = await suite.open()
    try {
      while (next < rounds && performance.now() - begun < mostMs) {
        const own = seed + next++
        const wrong = await open.round(own).catch((error: unknown) => [`The round threw: ${stackOf(error)}`])
        if (wrong.length > 0) {
          const failure = { seed: own, problems: wrong }
          failures.push(failure)
          onFailure?.(failure)
        }
        done += 1
        onRound?.(done)
      }
      const all = await open.finish?.()
      figures.push(...(all?.figures ?? []))
      problems.push(...(all?.problems ?? []))
    } finally {
      await open.close()
    }
  }
  await Promise.all(Array.from({ length: Math.min(jobs, rounds) }, work))
  return { rounds: done, seed, failures, problems, figures, ms: performance.now() - begun }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
