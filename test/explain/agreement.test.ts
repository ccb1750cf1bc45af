import t from 'tap'
import { merge } from '../../src/dedup/merge.ts'
import { shown } from '../../src/dedup/samples.ts'
import { agreementText, differenceWarning, limitsOf, partialText } from '../../src/explain/agreement.ts'
import { explain } from '../../src/explain/explanation.ts'
import { caseOfSimulation } from '../../src/explain/inputs/simulated.ts'
import type { Case } from '../../src/explain/inputs/snapshot.ts'
import { explanationWords } from '../../src/explain/words/words.ts'
import { disagreements } from '../../src/explain/values.ts'
import type { QueryInfo } from '../../src/model/query-info.ts'

/** Two replicas at 1 s for 20 s: Query returns a's 20 samples. */
const base = (change: Partial<Case> = {}, without: number[] = []): Case => {
  const one = caseOfSimulation(
    [
      { name: 'a', intervalMs: 1000, offsetMs: 100, outages: [] },
      { name: 'b', intervalMs: 1000, offsetMs: 800, outages: [] },
    ],
    20_000,
    change.how ?? {},
  )
  const samples = shown(merge(one.replicas, { ...one.how, mode: 'plain' })).filter((_, place) => !without.includes(place))
  return { ...one, returned: samples, ...change }
}
const worded = (one: Case) => ({ ...explain(one), words: explanationWords() })
/** What is said of it, first and last. */
const said = (one: Case) => [differenceWarning, agreementText].flatMap((text) => text(worded(one))).join(' ')
const chain: QueryInfo = {
  kind: 'query',
  version: '0.42.4',
  replicaLabels: ['replica'],
  algorithm: 'chain',
  partialResponse: true,
  lookbackMs: 300_000,
  distributed: false,
  stores: [],
}
const copies = [{ replica: 'a', stores: ['s:10901 (sidecar)', 'g:10901 (store)'] }]

t.test('agreement is claimed only where the same samples, warnings and copies were compared', async (t) => {
  t.equal(said(base()), 'The model and Query agree on all 20 samples, time and value.')
  for (const change of [{ copies }, { partial: [{ said: 'timeout' }] }, { query: chain }]) {
    const text = said(base(change))
    t.notMatch(text, /agree on all/)
    t.match(text, /Query returned the 20 samples that the model returns\. That does not show that it took the model's steps: /)
  }
  t.same(limitsOf(explain(base({ copies, partial: [{ said: 'timeout' }], query: chain }))), ['partial', 'copies', 'algorithm'])
})

t.test('of a difference: how many agree, where the first is, which step is not known', async (t) => {
  const text = said(base({}, [7, 9]))
  t.match(
    text,
    /^WARNING: the model and Query agree on 18 of 20 samples\. The first difference is at 00:00:07\.100; from there on no step of Query is explained/,
  )
  t.match(text, /Which step of Query differs is not known\.$/)
  t.match(said(base({ copies }, [7])), /several stores have a's samples of the same time \(s:10901 \(sidecar\), g:10901 \(store\)\)/i)
  t.match(said(base({ query: chain }, [7])), /--deduplication\.func=chain/)
})

t.test('under rate() it is said what was compared', async (t) => {
  t.match(
    said(base({ how: { mode: 'counter' } })),
    /not compared with Query\. The plain merge of the same samples is compared: Query returned the 20/,
  )
  t.match(
    said(base({ how: { mode: 'counter' } }, [7])),
    /not compared with Query\. The plain merge of the same samples is compared\. WARNING: the model and Query agree on 19 of 20/,
  )
  const { returned: _, ...unasked } = base({ how: { mode: 'counter' } })
  t.match(said(unasked), /not compared with Query\.$/)
})

t.test('a partial answer is said first, with the stores and their words', async (t) => {
  const one = worded(base({ partial: [{ store: 's:10901', said: 'no data in 2s' }], warnings: ['no data in 2s'] }))
  t.match(partialText(one), ['WARNING: the answer is partial. s:10901 did not answer: “no data in 2s”. Samples may be missing from'])
  t.match(partialText(worded(base({ warnings: ['w'] }))), [/Query warned: “w”/])
  t.same(partialText(worded(base())), [])
})

t.test('replicas disagree where one has another value than the other right before and after', async (t) => {
  const one = base()
  t.same(disagreements(explain(one)), [], 'a counter that goes up')
  const state = (number: number, value: (t: number) => number) => {
    const { t: times, ...rest } = one.replicas[number]!
    return { ...rest, t: times, v: Float64Array.from(times, value) }
  }
  const apart = explain({ ...one, replicas: [state(0, (time) => (time > 5000 && time < 7000 ? 0 : 1)), state(1, () => 1)] })
  t.match(disagreements(apart), [
    { t: 5100, replica: 'a', value: '0', other: 'b', otherValue: '1' },
    { t: 5800, replica: 'b', value: '1', other: 'a', otherValue: '0' },
    { t: 6100, replica: 'a', value: '0', other: 'b', otherValue: '1' },
  ])
  const gauge = (times: number) =>
    explain({ ...one, replicas: [state(0, (time) => (time > 5000 && time < 5000 + times * 1000 ? 29 : 30)), state(1, () => 30)] })
  t.same(disagreements(gauge(2)), [], 'the noise of a gauge')
  t.match(
    disagreements(gauge(3))
      .filter(({ replica }) => replica === 'a')
      .map(({ value, otherValue }) => [value, otherValue]),
    [
      ['29', '30'],
      ['29', '30'],
      ['29', '30'],
    ],
  )
  const late = explain({ ...one, replicas: [state(0, (time) => Number(time < 5000)), state(1, (time) => Number(time < 5000))] })
  t.same(disagreements(late), [], 'both see the change, one scrape apart')
})
