import t from 'tap'
import type { QueryGraph } from '../../src/model/query-answer.ts'
import type { Sample } from '../../src/model/run.ts'
import { drawGraph, scaleOf } from '../../src/report/graph-chart.ts'
import { graphPage, spikeOf } from '../../src/report/graph-page.ts'
import { ASCII, UNICODE } from '../../src/report/signs.ts'

const values = (...texts: (string | undefined)[]): Sample[] =>
  texts.flatMap((text, step): Sample[] => (text === undefined ? [] : [[1000 + step, text]]))
const frame = { from: 1000, to: 1007, stepSeconds: 1, width: 60, scale: { bottom: 0, top: 80 }, height: 2, signs: UNICODE }
const chart = (texts: (string | undefined)[], more = {}) =>
  drawGraph({ labels: { __name__: 'x', a: 'b' }, values: values(...texts) }, { ...frame, ...more })

t.test('a column for each step: its height is its value', async (t) => {
  t.equal(
    chart(['0', '10', '20', '30', '40', '50', '70', '80']),
    ['x{a="b"}  largest 80 at 00:16:47.000, least 0, last 80', '  80 ┤     ▂▆█', '   0 ┤▁▂▄▆████', '      00:16:40.000  00:16:47.000'].join(
      '\n',
    ),
  )
})

t.test('in ASCII, a height is told by the sign', async (t) => {
  const [, high, low] = chart(['0', '10', undefined, '30', '40', '50', '70', '80'], { signs: ASCII }).split('\n')
  t.equal(high, '  80 +     -*@')
  t.equal(low, '   0 +_-.*@@@@')
})

t.test('a step without a value is told from a low one, and a value that is no number is counted', async (t) => {
  t.equal(
    chart(['80', undefined, '0', undefined, 'NaN', '+Inf', '80', '80']),
    [
      'x{a="b"}  largest 80 at 00:16:40.000, least 0, last 80',
      '  80 ┤█     ██',
      '   0 ┤█·▁···██',
      '      00:16:40.000  00:16:47.000',
      '  4 of 8 steps have a value; 2 values are no finite number (NaN or Inf), and not drawn',
    ].join('\n'),
  )
})

t.test('where there are more steps than columns, none of them loses its spike', async (t) => {
  const texts = Array.from({ length: 80 }, (_, step) => (step === 33 ? '80' : '10'))
  const [, high, low, , note] = chart(texts, { to: 1079, width: 26 }).split('\n')
  t.equal(high, '  80 ┤        █')
  t.equal(low, '   0 ┤▂▂▂▂▂▂▂▂█▂▂▂▂▂▂▂▂▂▂▂')
  t.equal(note, '  each column is the largest of 4 steps')
})

const scale = (...texts: string[]) => scaleOf([{ labels: {}, values: values(...texts) }])

t.test('the scale begins at 0, but for values far above it or below it', async (t) => {
  t.same(scale('5', '13535'), { bottom: 0, top: 13535 })
  t.same(scale('790000', '795215'), { bottom: 790000, top: 795215 })
  t.same(scale('5', '5'), { bottom: 0, top: 5 })
  t.same(scale('-3', '5'), { bottom: -3, top: 5 })
  t.same(scale('-3', '-3'), { bottom: -3, top: 0 })
  t.same(scale('0'), { bottom: 0, top: 0 })
  t.same(scale('NaN'), { bottom: 0, top: 0 })
})

/** What Query 0.42.4 answered at a two-hour border, merged and apart (thanos-io/thanos#7623). */
const spike: QueryGraph = {
  schemaVersion: 1,
  kind: 'graph',
  query: 'rate(field_laga_total{job="app"}[1m])',
  via: 'query',
  from: 1795809608.9,
  to: 1795809610.9,
  stepSeconds: 2,
  graphs: [
    {
      dedup: true,
      series: [
        {
          labels: { pod: 'p1' },
          values: [
            [1795809608.9, '5'],
            [1795809610.9, '13535.485188273127'],
          ],
        },
      ],
    },
    {
      dedup: false,
      series: ['prometheus-k8s-0', 'prometheus-k8s-1'].map((replica) => ({
        labels: { pod: 'p1', prometheus_replica: replica },
        values: [
          [1795809608.9, '5'],
          [1795809610.9, '5'],
        ],
      })),
    },
  ],
  warnings: [],
}

t.test('merged, then apart, on one scale; a spike that no replica has is said', async (t) => {
  const page = graphPage(spike, { width: 80, signs: UNICODE })
  t.match(page, /^Merged \(dedup=true\): 1 series\n\n\{pod="p1"\} {2}largest 13535\.5 at 20:00:10\.900, least 5, last 13535\.5\n/)
  t.match(
    page,
    /\n\nApart \(dedup=false\), the expression over every replica's series: 2 series\n\n\{pod="p1", prometheus_replica="prometheus-k8s-0"\} {2}largest 5 /,
  )
  t.equal(page.match(/13535 ┤/g)?.length ?? page.match(/13535\.5 ┤/g)?.length, 3, 'each chart has the scale of all')
  t.match(page, /\n\nMerged, the largest value is 13535\.5; apart, it is 5\. Deduplication makes the difference\.$/)
  t.same(spikeOf(spike.graphs), { merged: 13535.485188273127, apart: 5 })
  t.equal(spikeOf([spike.graphs[1]!, { ...spike.graphs[1]!, dedup: true }]), undefined)
  t.equal(spikeOf([spike.graphs[0]!]), undefined, 'without the replicas there is nothing to compare with')
})

t.test('one Prometheus; many series; none', async (t) => {
  t.match(
    graphPage({ ...spike, via: 'prometheus-0', graphs: [spike.graphs[1]!] }, { width: 80, signs: UNICODE }),
    /^prometheus-0: 2 series\n/,
  )
  const many = Array.from({ length: 20 }, (_, number) => ({ labels: { n: String(number) }, values: values('1', '2') }))
  const page = graphPage(
    { ...spike, from: 1000, to: 1001, stepSeconds: 1, graphs: [{ dedup: true, series: many }] },
    { width: 80, signs: UNICODE },
  )
  t.match(page, /: 20 series\n/)
  t.match(page, /\n\n… and 8 more \(--json has them all\)$/)
  t.equal(page.match(/┤/g)?.length, 12, 'a line each')
  t.equal(graphPage({ ...spike, graphs: [{ dedup: true, series: [] }] }, { width: 80, signs: UNICODE }), 'No value in the last 2s.')
})
