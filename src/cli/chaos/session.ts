import type { ErrorCode } from '../../errors.ts'
import type { Outcome, Run, Scenario } from '../../journal.ts'

/** What became of one scenario among several. */
export interface Played {
  scenario: string
  /** What its file declares. */
  outcome: Outcome
  verdict?: Outcome
  /** The run's. */
  id?: string
  /** What it would exit with alone. */
  exit: number
  elapsedMs: number
  /** What of it had to be waited for: the steady state, waits, faults with their proofs, healing. The rest is the lab's overhead. */
  waitedMs?: number
  /** What was not as declared. */
  why?: string
  /** Why the runtime cannot play it; such a one is not counted. */
  skipped?: string
  error?: { code: ErrorCode | 'bug'; message: string; hint: string }
}

/** `chaos --json` of several. */
export interface Session {
  schemaVersion: 1
  /** Of `--shuffle`. */
  seed?: string
  /** In the order in which they were played. */
  runs: Played[]
  /** Names of those that were not reached. */
  unplayed: string[]
  /** The lab before the first one against the lab after the last one; left out where it was not compared. */
  lab?: { compared: number; changed: string[] }
  exit: number
}

/** Of several exit codes the first that applies (contract, "Exit codes"). */
const ORDER = [70, 130, 143, 5, 3, 4, 1]

/** The exit code of several: what is skipped is not counted, but where nothing else was played, nothing was shown either (3). */
export function sessionExit(runs: readonly Pick<Played, 'exit' | 'skipped'>[], more: readonly number[] = []): number {
  const counted = runs.filter(({ skipped }) => skipped === undefined)
  if (counted.length === 0 && more.length === 0) return 3
  const exits = [...counted.map(({ exit }) => exit), ...more]
  // A code that the contract does not know is not taken for success.
  return ORDER.find((code) => exits.includes(code)) ?? Math.max(0, ...exits)
}

/** What a run had to wait for, milliseconds; undefined where it kept no time. */
export function waitedMs({ timing }: Pick<Run, 'timing'>): number | undefined {
  if (timing === undefined) return undefined
  return timing.steps.reduce((sum, { ms }) => sum + ms, timing.steadyMs ?? 0)
}

/** Why a run did not end as its scenario declares, in a sentence; undefined where it did. */
export function whyNot(run: Pick<Run, 'verdict' | 'findings' | 'doubts'>, { outcome }: Pick<Scenario, 'outcome'>): string | undefined {
  if (run.verdict === outcome) return undefined
  if (run.verdict === 'inconclusive') return run.doubts[0] ?? 'It is in doubt.'
  if (run.verdict === 'pass') return 'Everything that was expected held.'
  const broken = run.findings.find(({ held }) => !held)
  return broken === undefined
    ? 'An expectation was broken.'
    : `${broken.check} of ${broken.series}: expected ${broken.expected}; ${broken.detail}`
}
