import t from 'tap'
import type { Sample, Snapshot } from '../../src/model/run.ts'
import { preferredReplica } from '../../src/observe/preferred.ts'

const series = (...times: number[]): Sample[] => times.map((time) => [time, '1'])

/** What Query returned, and what each replica has. */
function snapshot(merged: Sample[], replicas: Record<string, Sample[] | { error: string }>): Pick<Snapshot, 'queries' | 'replicas'> {
  const own = Object.entries(replicas).map(([pod, samples]) => [pod, { up: Array.isArray(samples) ? { samples } : samples }] as const)
  const answers = merged.length === 0 ? [] : [{ source: 'query', series: [{ labels: {}, values: merged }] }]
  return { replicas: Object.fromEntries(own), queries: { merged: { source: { via: 'query' }, answers, errors: {} } } }
}

const preferred = (...[merged, replicas]: Parameters<typeof snapshot>) => preferredReplica(snapshot(merged, replicas), 'merged', 'up')

t.test('the replica that has the newest three merged samples', async (t) => {
  const own = { a: series(1, 2, 3, 4), b: series(1.5, 2.5, 3.5, 4.5) }
  t.equal(preferred(series(1, 2, 3, 4), own), 'a')
  t.equal(preferred(series(1, 2.5, 3.5, 4.5), own), 'b', 'what was returned earlier is another matter')
  t.equal(preferred(series(4), { a: own.a, b: { error: 'connect ECONNREFUSED' } }), 'a')
})

t.test('null where it cannot be determined', async (t) => {
  const own = { a: series(1, 2, 3, 4), b: series(1.5, 2.5, 3.5, 4.5) }
  t.equal(preferred([], own), null, 'no samples')
  t.equal(preferred(series(2, 3.5, 4.5), own), null, 'a switch just now')
  t.equal(preferred(series(1, 2, 3), { a: own.a, b: own.a }), null, 'equal times')
  t.equal(preferred(series(7, 8, 9), own), null, 'nobody has them')
  t.equal(preferredReplica(snapshot(series(1), own), 'other', 'up'), null, 'that series was not read')
})
