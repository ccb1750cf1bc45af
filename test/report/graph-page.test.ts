import { readFileSync, writeFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { widest } from '../../src/lib/columns.ts'
import type { QueryGraph } from '../../src/model/query-answer.ts'
import type { Sample } from '../../src/model/run.ts'
import { drawPanel, scaleOf } from '../../src/report/graph-chart.ts'
import { ASCII, type GraphSigns, UNICODE } from '../../src/report/signs.ts'
import { type GraphPanel, panelsOf, spikeOf } from '../../src/report/graph-lines.ts'
import { graphPage, hasSpike } from '../../src/report/graph-page.ts'
import { makePaint } from '../../src/report/text.ts'

const plain = { paint: makePaint(false), signs: UNICODE.graph }
const page = (graph: QueryGraph, width = 80) => graphPage(graph, { width, replicas: ['prometheus-0', 'prometheus-1'], ...plain })

type Values = readonly (number | string | undefined)[]

const samples = (values: Values): Sample[] =>
  values.flatMap((value, step): Sample[] => (value === undefined ? [] : [[1000 + step, String(value)]]))

/** What Query answers, a value each second; `merged` undefined: it was not asked to merge. */
function graphOf(merged: Values | undefined, replicas: readonly Values[], labels: Record<string, string> = { pod: 'p' }): QueryGraph {
  const steps = Math.max(...[merged ?? [], ...replicas].map(({ length }) => length))
  const apart = replicas.map((values, number) => ({ labels: { ...labels, replica: `prometheus-${number}` }, values: samples(values) }))
  return {
    schemaVersion: 1,
    kind: 'graph',
    query: 'rate(x_total[15s])',
    via: 'query',
    from: 1000,
    to: 1000 + steps - 1,
    stepSeconds: 1,
    graphs: [
      ...(merged === undefined ? [] : [{ dedup: true, series: [{ labels, values: samples(merged) }] }]),
      { dedup: false, series: apart },
    ],
    warnings: [],
  }
}

const chart = (graph: QueryGraph, more: { width?: number; height?: number; signs?: GraphSigns } = {}) =>
  drawPanel(panelsOf(graph)[0]!, { from: graph.from, to: graph.to, stepSeconds: 1, width: 60, height: 4, ...plain, ...more })

t.test('the replicas lie below the merged line; whose value it has stands below', async (t) => {
  t.same(
    chart(
      graphOf(
        [0, 30, 30, 60, 90],
        [
          [0, 30, 60, 60, 0],
          [0, 0, 30, 60, 0],
        ],
      ),
    ),
    ['    90 ┤    ●', '       │  0●', '       │ ●●', '     0 ┤●1  =', '        00:16:40.000  00:16:44.000', '  ● is │=01=!'],
  )
})

t.test('a step without a value is a gap, and of no replica’s line', async (t) => {
  t.same(
    chart(
      graphOf(
        [0, undefined, 90, 90],
        [
          [0, undefined, undefined, 90],
          [90, undefined, 90, 90],
        ],
      ),
    ),
    [
      '     90 ┤1 ●●',
      '        │',
      '        │',
      '      0 ┤●',
      '         00:16:40.000  00:16:43.000',
      '   ● is │0·1=',
      '  0 has │▇··▇',
      '  1 has │▇·▇▇',
    ],
  )
})

t.test('in ASCII the same is drawn', async (t) => {
  const one = graphOf(
    [0, undefined, 90, 90],
    [
      [0, undefined, undefined, 90],
      [90, undefined, 90, 90],
    ],
  )
  const drawn = chart(one, { signs: ASCII.graph })
  // eslint-disable-next-line no-control-regex
  t.notMatch(drawn.join(''), /[^\u0000-\u007f]/)
  t.equal(drawn.length, chart(one).length)
  t.match(drawn, ['     90 +1 @@', / {8}\|/, / {8}\|/, '      0 +@'])
})

t.test('one line alone has no replica to compare with', async (t) => {
  const alone = { ...graphOf(undefined, [[0, 90, undefined]]), via: 'prometheus-0' }
  t.same(chart(alone), ['     90 ┤ ●', '        │ ┊', '        │ ┊', '      0 ┤●', '         00:16:40.000  00:16:42.000', '  ● has │▇▇·'])
})

t.test('a spike of one step is drawn where a column has several', async (t) => {
  const steps = Array.from({ length: 400 }, () => 10)
  const lines = chart(graphOf(steps.with(133, 80), [steps, steps]), { width: 58 })
  t.equal(lines[0]!.trimEnd().length - lines[0]!.indexOf('┤'), 18, 'at the column of its step')
  t.match(lines[0], /80 ┤ +●$/)
  t.match(lines[5], /● is │={16}!={33}$/)
  t.equal(lines.at(-1), '  each column is 8 steps; every value is drawn')
})

const anyValue = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -50, max: 1000 }) },
  { weight: 2, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom('NaN', '+Inf', '-Inf') },
)
const anyLine = fc.array(anyValue, { minLength: 1, maxLength: 300 })

t.test('every value is drawn in its place, and nothing else is', async (t) => {
  const holds = fc.property(
    anyLine,
    fc.array(anyLine, { minLength: 1, maxLength: 3 }),
    fc.integer({ min: 60, max: 140 }),
    (merged, replicas, width) => {
      const graph = graphOf(merged, replicas)
      const [panel] = panelsOf(graph)
      const lines = chart(graph, { width, height: 7 })
      const expected = marksOf(panel!, Number(/is (\d+) steps/.exec(lines.at(-1)!)?.[1] ?? 1))
      const left = lines[0]!.indexOf('┤') + 1
      return lines.slice(0, 7).every((text, row) =>
        Array.from({ length: width - left }, (_, column) => text[left + column] ?? ' ').every((sign, column) => {
          const here = expected.get(`${row} ${column}`) ?? ''
          if (here === '') return sign === ' ' || sign === '┊'
          return sign === (here.includes('m') ? '●' : here.length > 1 ? '=' : here)
        }),
      )
    },
  )
  t.doesNotThrow(() => fc.assert(holds, { numRuns: 500 }))
})

/** By row and column of a chart of seven rows: `m` where the merged line has a value, and the signs of the replicas. */
function marksOf({ lines }: GraphPanel, steps: number): Map<string, string> {
  const { bottom, top } = scaleOf(lines)
  const marks = new Map<string, string>()
  for (const { kind, sign, values } of lines)
    for (const [step, one] of values.entries()) {
      if (one === undefined || !Number.isFinite(one)) continue
      const place = `${6 - Math.round(top > bottom ? ((one - bottom) / (top - bottom)) * 6 : 0)} ${Math.floor(step / steps)}`
      const mark = kind === 'merged' ? 'm' : sign
      const before = marks.get(place) ?? ''
      if (!before.includes(mark)) marks.set(place, before + mark)
    }
  return marks
}

const scale = (...values: Values) => scaleOf(panelsOf(graphOf(values, []))[0]!.lines)

t.test('the scale begins at 0, but for values far above it or below it', async (t) => {
  t.same(scale(5, 13535), { bottom: 0, top: 13535 })
  t.same(scale(790000, 795215), { bottom: 790000, top: 795215 })
  t.same(scale(5, 5), { bottom: 0, top: 5 })
  t.same(scale(-3, 5), { bottom: -3, top: 5 })
  t.same(scale(-3, -3), { bottom: -3, top: 0 })
  t.same(scale(0), { bottom: 0, top: 0 })
  t.same(scale('NaN'), { bottom: 0, top: 0 })
})

const wave = (phase: number) => Array.from({ length: 121 }, (_, step) => 6 + Math.round(Math.sin((step + phase) / 9) * 20) / 10)

/** prometheus-1 is preferred and is killed for 20 s; a rate over the switch is of neither, and one of its steps is a spike. */
function killed(): QueryGraph {
  const [zero, one] = [wave(0), wave(4).map((value, step) => (step >= 50 && step < 70 ? undefined : value))]
  const merged = one.map((value, step) => (step === 52 ? 41.5 : step >= 50 && step < 53 ? 5 : (value ?? zero[step])))
  return graphOf(merged, [zero, one], { job: 'prometheus', handler: '/metrics', instance: 'prometheus-0', cluster: 'thanos-lab' })
}

const pages: [name: string, graph: () => QueryGraph, width: number][] = [
  ['graph', killed, 100],
  ['graph-narrow', killed, 60],
  ['graph-apart', () => ({ ...killed(), graphs: [killed().graphs[1]!] }), 80],
]

for (const [name, graph, width] of pages)
  t.test(`golden/${name}.txt`, async (t) => {
    const file = new URL(`golden/${name}.txt`, import.meta.url)
    const text = `${page(graph(), width)}\n`
    if (process.env['GOLDEN'] === 'write') writeFileSync(file, text)
    t.equal(text, readFileSync(file, 'utf8'), 'as kept; GOLDEN=write writes it anew')
    const colored = graphPage(graph(), { ...plain, width, replicas: [], paint: makePaint(true) })
    t.equal(`${stripVTControlCharacters(colored)}\n`, text, 'colours carry nothing alone')
    t.not(colored, page(graph(), width))
  })

t.test('no line is wider than the page', async (t) => {
  for (const width of [60, 61, 80, 100, 140])
    for (const [name, graph] of pages) t.ok(widest(page(graph(), width).split('\n')) <= width, `${name} on ${width} columns`)
})

/** What Query 0.42.4 answered at a two-hour border, merged and apart (thanos-io/thanos#7623). */
const spike = graphOf(
  [5, 13535.485188273127],
  [
    [5, 5],
    [5, 5],
  ],
)

t.test('a spike that no replica has is drawn and said', async (t) => {
  const text = page(spike)
  t.match(text, /^1 series: merged \(dedup=true\) and each replica apart \(dedup=false\)\n/)
  t.match(text, /\n {2}● merged {8}largest 13535\.5 at 00:16:41\.000, least 5, last 13535\.5\n/)
  t.match(text, /\n {2}0 prometheus-0 {2}largest 5 at 00:16:40\.000, least 5, last 5\n/)
  t.match(text.replaceAll(/\s+/g, ' '), 'Merged has the value of both replicas at 1 of 2 steps, of no replica at 1 (at 00:16:41.000).')
  t.match(text, /\n {2}Merged, the largest value is 13535\.5; apart, it is 5\. Deduplication makes the\n {2}difference\.$/)
  t.ok(hasSpike(spike))
  t.same(spikeOf(panelsOf(spike)[0]!), { merged: 13535.485188273127, apart: 5 })
  t.notOk(
    hasSpike(
      graphOf(
        [5, 5],
        [
          [5, 5],
          [5, 5],
        ],
      ),
    ),
  )
  t.notOk(hasSpike(graphOf([5, 13535], [])), 'without the replicas there is nothing to compare with')
})

t.test('a spike of one series is said beside larger values of another, and drawn first', async (t) => {
  const calm = graphOf(
    [90_000, 90_001],
    [
      [90_000, 90_001],
      [90_000, 90_001],
    ],
    { pod: 'calm' },
  )
  const graphs = calm.graphs.map((one, index) => ({ ...one, series: [...one.series, ...spike.graphs[index]!.series] }))
  const text = page({ ...calm, graphs })
  t.ok(text.indexOf('{pod="p"}') < text.indexOf('{pod="calm"}'))
  t.ok(hasSpike({ ...calm, graphs }))
  t.match(text, /Merged has the value of both replicas at 2 of 2 steps\.$/)
})

t.test('a replica of which Query has nothing is named', async (t) => {
  t.match(page(graphOf([5, 5], [[5, 5]])), /\nQuery returned no series of prometheus-1\.\n/)
  t.notMatch(page(spike), 'Query returned no series')
  t.notMatch(
    page({ ...graphOf(undefined, [[1, 2]]), graphs: [{ dedup: false, series: [{ labels: {}, values: samples([1]) }] }] }),
    'Query returned',
  )
})

t.test('an expression that drops the replica’s label is of all replicas together', async (t) => {
  const graph = graphOf([5, 5], [[5, 5]])
  const series = [{ labels: { pod: 'p' }, values: samples([10, 10]) }]
  const text = page({ ...graph, graphs: [graph.graphs[0]!, { dedup: false, series }] })
  t.match(text, /^1 series: merged \(dedup=true\) and not merged \(dedup=false\)\n/)
  t.match(text, /\n {2}a dedup=false {2}largest 10 /)
  t.match(text, 'The expression drops the replica label')
  t.notMatch(text, /Merged has the value|● is/, 'there is no replica to compare with')
})

t.test('what is no number is counted; a name obeys no terminal', async (t) => {
  const hostile = graphOf([1, 'NaN', '+Inf'], [], { pod: '\u001b[31m\u202e' })
  t.match(page(hostile), /^\{pod="\\u001b\[31m\\u202e"\}$/m)
  t.match(page(hostile), /2 values are no\s+finite number \(NaN or Inf\), and not drawn/)
  const series = [{ labels: { replica: `\u001b[31m${'x'.repeat(99)}` }, values: samples([1]) }]
  const text = page({ ...hostile, graphs: [{ dedup: false, series }] })
  t.match(text, / \\u001b\[31mx+… {2}largest 1 /)
  t.notOk(text.includes('\u001b'))
})

t.test('one Prometheus; many series; none', async (t) => {
  t.match(page({ ...graphOf(undefined, [[1, 2]]), via: 'prometheus-0' }), /^prometheus-0: 1 series\n/)
  const series = Array.from({ length: 20 }, (_, number) => ({ labels: { n: String(number) }, values: samples([1, number === 19 ? 2 : 1]) }))
  const text = page({ ...spike, graphs: [{ dedup: true, series }] })
  t.match(text, /^20 series: /)
  t.match(text, /\n\n\{n="19"\}\n/, 'what changes comes first')
  t.ok(text.indexOf('{n="19"}') < text.indexOf('{n="0"}'))
  t.match(text, /\n\n… and 12 more \(--json/)
  t.equal(page({ ...spike, graphs: [{ dedup: true, series: [] }] }), 'No value in the last 1s.')
})
