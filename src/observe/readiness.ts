import { LabError } from '../lib/errors.ts'
import { eager, poll } from '../lib/poll.ts'
import type { Pod } from '../model/lab.ts'
import { replicaNames } from '../model/workloads.ts'
import { podsMissing } from '../runtime/replicas.ts'
import type { Lab } from '../runtime/runtime.ts'
import { rawSamples } from './prometheus.ts'
import { seesAll, storesOf } from './thanos-api.ts'

/** What keeps a lab from its steady state: every pod Ready, and Query with a healthy store of every replica. Undefined: it is steady. */
export async function unsteady(lab: Lab): Promise<string | undefined> {
  const missing = await podsMissing(lab)
  if (missing !== undefined) return missing
  const seen = await storesOf(lab.address('query'))
  if ('error' in seen) return seen.error
  const unseen = replicaNames(lab.settings.replicas).filter((replica) => !seesAll(seen.stores, [replica]))
  return unseen.length === 0 ? undefined : `Query does not see ${unseen.join(', ')}`
}

/**
 * Which replica has no sample of a series in the last two scrape intervals: a Prometheus is Ready seconds before it
 * scrapes (its targets are reloaded every 5 s), and no fault made that gap. Undefined: all of them scrape.
 */
async function unscraped(lab: Lab, selectors: string[]): Promise<string | undefined> {
  const to = Date.now()
  const window = { from: to - 2 * lab.settings.scrapeIntervalMs, to }
  for (const replica of replicaNames(lab.settings.replicas)) {
    for (const selector of selectors) {
      const answer = await rawSamples(lab.address(replica), selector, window, { timeoutMs: 5000 })
      if ('error' in answer) return `${replica}: ${answer.error}`
      if (answer.series.every(({ samples }) => samples.length === 0)) return `${replica} has no new sample of ${selector}`
    }
  }
  return undefined
}

export interface WaitOptions {
  /** Unix ms. */
  deadline: number
  signal: AbortSignal
  note?: (text: string) => void
  /** Selectors that every replica must scrape, too. */
  scraped?: string[]
}

/** Waits for the steady state. Throws `timeout` with what is still missing. */
export async function waitSteady(lab: Lab, { deadline, signal, note, scraped = [] }: WaitOptions): Promise<void> {
  const missingNow = async () => (await unsteady(lab)) ?? (await unscraped(lab, scraped))
  const until = (found: string | undefined) => found === undefined || signal.aborted
  // Each look is four requests to a lab that is busy.
  const missing = await poll(missingNow, { until, everyMs: eager(250), deadline, onMiss: (found) => note?.(found ?? '') })
  if (missing === undefined) return
  if (signal.aborted) throw new LabError('interrupted', `Stopped while waiting for the lab: ${missing}`)
  throw new LabError('timeout', `The lab "${lab.name}" did not become steady in time: ${missing}`)
}

/** A replica's pod as it stands now; undefined while it is away. */
export async function replicaPod(lab: Lab, name: string): Promise<Pod | undefined> {
  return (await lab.pods()).find((pod) => pod.name === name)
}

/** How long a replica's answer is waited for, milliseconds. */
const PATIENCE_MS = { ready: 10_000, away: 2000 }

/**
 * How long to wait for each replica: one that is not Ready hardly answers, and where its address leads to nobody (kind) even that
 * takes as long as one waits.
 */
export async function patienceWith(lab: Pick<Lab, 'pods'>): Promise<(replica: string) => number> {
  const pods = await lab.pods().catch(() => undefined)
  return (replica) => PATIENCE_MS[pods === undefined || pods.some(({ name, ready }) => name === replica && ready) ? 'ready' : 'away']
}
