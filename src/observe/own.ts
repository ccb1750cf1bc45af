import type { Sample } from '../journal.ts'
import { replicaNames } from '../runtime/replicas.ts'
import type { Lab } from '../runtime/runtime.ts'
import { chunkBegins } from './chunks.ts'
import { type Answer, type Window, rawSamples, single } from './prometheus.ts'
import { patienceWith } from './replicas.ts'

/** What each replica's own Prometheus says of a series, by pod; a replica that does not answer with one series is in `troubles` alone. */
export interface Own {
  replicas: Record<string, Sample[]>
  ups: Record<string, Sample[]>
  chunks: Record<string, number[]>
  /** The series' labels; each replica has the same. */
  labels?: Record<string, string>
  troubles: Record<string, string>
}

/** What of a lab is asked. */
export type Asked = Pick<Lab, 'address' | 'settings' | 'pods'>

/** Asks every replica at once. */
export async function ownSamples(lab: Asked, query: string, window: Window): Promise<Own> {
  const own: Own = { replicas: {}, ups: {}, chunks: {}, troubles: {} }
  const patience = await patienceWith(lab)
  const answers = replicaNames(lab.settings.replicas).map(async (name) => {
    const answer = await rawSamples(lab.address(name), query, window, { timeoutMs: patience(name) })
    const samples = single(name, answer, own.troubles)
    if (own.troubles[name] !== undefined) return
    own.replicas[name] = samples
    await around(lab, name, answer, window, { own, timeoutMs: patience(name) })
  })
  await Promise.all(answers)
  return own
}

/** What the samples alone do not tell, and Query's merge goes by. */
async function around(
  lab: Asked,
  replica: string,
  answer: Answer,
  window: Window,
  { own, timeoutMs }: { own: Own; timeoutMs: number },
): Promise<void> {
  const labels = 'series' in answer ? answer.series[0]?.labels : undefined
  if (labels === undefined) return
  own.labels = labels
  const [up, begins] = await Promise.all([
    upOf(lab, labels, window, { replica, timeoutMs }),
    chunkBegins(lab.address(replica), labels, window, timeoutMs),
  ])
  if (up !== undefined) own.ups[replica] = up
  if (begins !== undefined) own.chunks[replica] = begins.map((ms) => ms / 1000)
}

/** `up` of the target that a series was scraped from, from two intervals before the window on: it has a sample of every scrape, failed ones too. */
async function upOf(
  lab: Asked,
  labels: Record<string, string>,
  { from, to }: Window,
  { replica, timeoutMs }: { replica: string; timeoutMs: number },
): Promise<Sample[] | undefined> {
  const { __name__: name, job, instance } = labels
  if (name === 'up' || job === undefined || instance === undefined) return undefined
  const selector = `up{job=${JSON.stringify(job)},instance=${JSON.stringify(instance)}}`
  const earlier = { from: from - 2 * lab.settings.scrapeIntervalMs, to }
  const up = await rawSamples(lab.address(replica), selector, earlier, { timeoutMs })
  return 'series' in up && up.series.length === 1 ? up.series[0]?.samples : undefined
}
