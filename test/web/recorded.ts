import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Run } from '../../src/model/run.ts'

/* Recorded runs for the tests of the page. */

export const recorded = (name: string): Run =>
  JSON.parse(gunzipSync(readFileSync(new URL(`../report/runs/${name}.json.gz`, import.meta.url))).toString('utf8')) as Run

const upTo = (samples: [number, string][], to: number) => samples.filter(([time]) => time <= to)

/** kill-replica, stretched to an hour: as long a run as a workshop has. */
export function hourRun(): Run {
  const run = recorded('kill-replica')
  const [selector] = Object.keys(Object.values(run.snapshots[0]!.replicas)[0]!)
  const { from } = run.snapshots[0]!.window
  const every = (offset: number): [number, string][] =>
    Array.from({ length: 3600 }, (_, second) => [Math.round((from + offset + second) * 1000) / 1000, '1'])
  const snapshots = run.snapshots.map((snapshot, place) => {
    const to = from + [1800, 2700, 3600][place]!
    const replicas = Object.fromEntries(
      Object.keys(snapshot.replicas).map((pod, number) => [pod, { [selector!]: { samples: upTo(every(0.1 + number / 4), to) } }]),
    )
    const queries = Object.fromEntries(
      Object.entries(snapshot.queries).map(([name, query]) => [
        name,
        {
          ...query,
          answers: query.answers.map((answer) => ({
            ...answer,
            series: answer.series.map(({ labels }) => ({ labels, values: upTo(every(0.1), to) })),
          })),
        },
      ]),
    )
    return { ...snapshot, window: { from, to }, replicas, queries }
  })
  const probes = Object.fromEntries(
    Object.entries(run.probes).map(([name, results]) => [
      name,
      Array.from({ length: 3600 * (name === 'stores' ? 1 : 5) }, (_, request) => ({
        ...results[request % results.length]!,
        at: new Date((from + request / (name === 'stores' ? 1 : 5)) * 1000).toISOString(),
      })),
    ]),
  )
  return { ...run, snapshots, probes }
}
