/* What the suites of `npm run torture` have in common. A suite is one file that exports a Suite, and one line in `suites.ts`. */

/** One kind of attack, made again and again. */
export interface Suite {
  name: string
  /** What is attacked, in a line. */
  about: string
  /** Makes what its rounds share. `labs`: how many it attacks side by side, where it can; a suite that cannot takes no notice. */
  open(labs: number): Promise<OpenSuite>
}

export interface OpenSuite {
  /**
   * Attacks once; what is wrong afterwards, each in a sentence, and nothing where the product held. The same seed makes the same attack,
   * whatever was attacked before. What it throws counts as wrong, too.
   */
  round(seed: number, lab: number): Promise<string[]>
  /** How many rounds may go on at once, each on another lab (0, 1, …); left out: one. */
  labs?: number
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
  /** No round begins later than so long after the first; left out: whenever it may be. */
  mostMs?: number
  /** Labs that are attacked side by side, where the suite can; left out: one. */
  labs?: number
  /** Called with each failure when it is found. */
  onFailure?: (failure: Failure) => void
  /** Called after each round. */
  onRound?: (done: number) => void
}

/** Attacks so many times; a failure ends nothing. */
export async function torture(
  suite: Suite,
  { rounds, seed, labs = 1, mostMs = Infinity, onFailure, onRound }: TortureOptions,
): Promise<Tortured> {
  const begun = performance.now()
  const failures: Failure[] = []
  const open = await suite.open(labs)
  let next = 0
  let done = 0
  const attacks = async (lab: number) => {
    while (next < rounds && performance.now() - begun < mostMs) {
      const own = seed + next
      next += 1
      const problems = await open.round(own, lab).catch((error: unknown) => [`The round threw: ${stackOf(error)}`])
      if (problems.length > 0) {
        const failure = { seed: own, problems }
        failures.push(failure)
        onFailure?.(failure)
      }
      onRound?.((done += 1))
    }
  }
  try {
    await Promise.all(Array.from({ length: open.labs ?? 1 }, (_, lab) => attacks(lab)))
    const { figures, problems } = (await open.finish?.()) ?? { figures: [], problems: [] }
    return { rounds: done, seed, failures, problems, figures, ms: performance.now() - begun }
  } finally {
    await open.close()
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
