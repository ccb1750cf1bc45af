import t from 'tap'
import { explain } from '../../src/explain/explanation.ts'
import { caseOfExternal, type ExternalSeries } from '../../src/explain/inputs/external.ts'
import type { Sample } from '../../src/model/run.ts'
import { at, EDGE, mergedSamples, own, type PodName } from '../helpers/run.ts'
import { queryInfo } from '../helpers/query-info.ts'

/* Any Thanos: all that is known is what Query returns of each replica, without merging. */

const labels = (prometheus: string, more: Record<string, string> = {}) => ({ __name__: 'up', job: 'j', instance: 'i', prometheus, ...more })
const series = (name: PodName, more = {}) => ({ labels: labels(name, more), samples: own(name, 43.2) })
const external = (more: Partial<ExternalSeries> = {}): ExternalSeries => ({
  selector: 'up{job="j"}',
  matchers: [{ label: 'job', matcher: 'job="j"' }],
  // The last interval is not compared: it may not be everywhere yet.
  readAt: Math.round(at(43.2) * 1000),
  window: { from: Math.round(EDGE * 1000), to: Math.round(at(43.2) * 1000) },
  series: [series('prometheus-1'), series('prometheus-0')],
  ups: [],
  merged: [{ labels: { job: 'j' }, samples: mergedSamples(43.2) }],
  warnings: [],
  query: queryInfo({ replicaLabels: ['prometheus'] }),
  ...more,
})

t.test('it is explained as if it were the lab’s', async (t) => {
  const one = caseOfExternal(external(), {})
  const explanation = explain(one)
  t.equal(explanation.intervalMs, 1000, 'computed from the samples')
  t.match(explanation.compared, { compared: 41, differing: 0 })
  t.match(explanation.trace.switches, [{ from: 0, to: 1, penaltyMs: 2000 }])
  t.same(explanation.notes, [])
  t.match(caseOfExternal(external({ query: queryInfo({ replicaLabels: ['prometheus'], version: undefined }) }), {}).notes, [
    /does not say its version/,
  ])
  t.same(one.intervalsMs, [1000, 1000])
  t.same(
    one.scrapes.map((scrapes) => scrapes?.t.length),
    one.replicas.map(({ t: { length } }) => length),
    '`up` itself has a sample of every scrape',
  )
})

const ups = (): Sample[] => Array.from({ length: 45 }, (_, scrape): Sample => [at(scrape + 0.165), scrape === 20 ? '0' : '1'])

t.test('stale markers are put back from `up`, also before the window', async (t) => {
  const gauge = (name: PodName) => ({
    labels: { ...labels(name), __name__: 'g' },
    samples: ups().filter(([, up]) => up === '1'),
  })
  const one = caseOfExternal(
    external({ series: [gauge('prometheus-0')], ups: [{ labels: labels('prometheus-0'), samples: ups() }], merged: [] }),
    {},
  )
  t.equal(one.replicas[0]?.stale.size, 1)
})

t.test('what cannot be one series of replicas is refused, with what there is', async (t) => {
  const bad: [what: string, more: Partial<ExternalSeries>, message: RegExp][] = [
    ['no samples', { series: [] }, /no sample of up/],
    [
      'another label',
      { replicaLabels: ['replica'] },
      /No series of up.* has the label replica; the first has {__name__="up", .*prometheus="prometheus-1"}/,
    ],
    [
      'unequal label sets',
      { series: [series('prometheus-0'), series('prometheus-1', { zone: 'b' })] },
      /gives 2 series without prometheus, not one: .*; .*zone="b"/,
    ],
    [
      'merged to two',
      {
        merged: [
          { labels: {}, samples: [] },
          { labels: {}, samples: [] },
        ],
      },
      /merges .* to 2 series/,
    ],
    ['one sample', { series: [{ ...series('prometheus-0'), samples: [[at(5), '1']] }] }, /two samples/],
    [
      'a native histogram',
      {
        series: [
          {
            ...series('prometheus-0'),
            samples: [
              [at(5), {} as string],
              [at(6), {} as string],
            ],
          },
        ],
      },
      /native histogram/,
    ],
    [
      'times that go back',
      {
        series: [
          {
            ...series('prometheus-0'),
            samples: [
              [at(7), '1'],
              [at(6), '1'],
              [at(9), '1'],
            ],
          },
        ],
      },
      /comes after/,
    ],
    [
      'the same time twice',
      {
        series: [
          {
            ...series('prometheus-0'),
            samples: [
              [at(7), '1'],
              [at(7), '1'],
              [at(9), '1'],
            ],
          },
        ],
      },
      /two samples at/,
    ],
  ]
  for (const [what, more, message] of bad) t.throws(() => caseOfExternal(external(more), {}), { code: 'samples', exit: 2, message }, what)
})

t.test('native histograms are merged as their counts, and what that leaves out is said', async (t) => {
  const all = external()
  const counted = external({ series: all.series.map((one) => ({ ...one, histograms: true as const })) })
  const one = caseOfExternal(counted, {})
  t.match(explain(one).compared, { compared: 41, differing: 0 })
  t.match(one.notes, [/native histograms\. Their times and their counts are merged .* not their sums and buckets/])
  t.ok(
    one.replicas.every(({ chunks }) => chunks === undefined),
    'their chunks are cut by other rules',
  )
  t.throws(() => caseOfExternal(counted, { mode: 'counter' }), { code: 'samples', message: /not modelled/, hint: /leave --counter out/ })
})

t.test('one replica alone has nothing to be merged with', async (t) => {
  const explanation = explain(
    caseOfExternal(external({ series: [series('prometheus-0')], merged: [{ labels: {}, samples: own('prometheus-0', 43.2) }] }), {}),
  )
  t.match(explanation.compared, { differing: 0 })
  t.same(explanation.trace.switches, [])
})

t.test('NaN is a value like any other', async (t) => {
  const nan = own('prometheus-0', 43.2).map(([time], index): Sample => [time, index === 4 ? 'NaN' : '1'])
  const explanation = explain(
    caseOfExternal(external({ series: [{ labels: labels('prometheus-0'), samples: nan }], merged: [{ labels: {}, samples: nan }] }), {}),
  )
  t.match(explanation.compared, { differing: 0 })
})
