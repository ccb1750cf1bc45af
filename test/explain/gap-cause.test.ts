import t from 'tap'
import type { How } from '../../src/dedup/recorder.ts'
import { type SimulatedOutage, type SimulatedReplica, simulate } from '../../src/dedup/simulate.ts'
import { explain } from '../../src/explain/explanation.ts'
import { explainAnswer } from '../../src/explain/answer.ts'
import { caseOfSimulation } from '../../src/explain/inputs/simulated.ts'
import type { Case } from '../../src/explain/inputs/snapshot.ts'
import { shown } from '../../src/dedup/samples.ts'
import { merge } from '../../src/dedup/merge.ts'
import { narrative } from '../../src/explain/narrative.ts'
import { explainSchema } from '../../src/model/answers.ts'

/* The truth of each case follows from Query's rule: the replica whose sample was returned stays preferred, the other one is skipped for twice the last distance. */

const out = (from: number, to: number, kind: SimulatedOutage['kind'] = 'fails'): SimulatedOutage => ({
  from: from * 1000,
  to: to * 1000,
  kind,
})
const replica = (name: string, interval: number, offset: number, ...outages: SimulatedOutage[]): SimulatedReplica => ({
  name,
  intervalMs: interval * 1000,
  offsetMs: offset * 1000,
  outages,
})
const of = (length: number, how: How, ...replicas: SimulatedReplica[]): Case => caseOfSimulation(replicas, length * 1000, how)

/** Such a case as if Query had been asked, and had answered so; left out: what the model makes of it. */
function answered(one: Case, change: (samples: [number, string][]) => void = () => {}): Case {
  const samples = shown(merge(one.replicas, one.how)).map(([time, value]): [number, string] => [time, value])
  change(samples)
  return { ...one, returned: samples }
}

/** The gaps as data; the answer fits its schema. */
function gapsOf(one: Case) {
  const answer = explainAnswer(explain(one))
  const { error } = explainSchema.safeParse(answer)
  if (error !== undefined) throw error
  return answer.gaps
}

const why = (gap: ReturnType<typeof gapsOf>[number] | undefined) =>
  gap?.cause.replicas.map(({ replica: name, samples, until, reasons }) => [
    name,
    samples,
    until,
    reasons.map((reason) => `${reason.why} ${reason.scrapes}`).join(', '),
  ])

// field/09: two replicas at 2 s, 1.229 s apart; the target is down for both.
const both = (how: How = {}) => of(60, how, replica('k8s-0', 2, 0.506, out(18, 38)), replica('k8s-1', 2, 1.735, out(18, 38)))

t.test('a target that is down for both: neither has a sample, whatever was skipped beside it', async (t) => {
  const [gap, ...more] = gapsOf(both())
  t.same(more, [])
  t.match(gap, { from: 16.506, to: 38.506, seconds: 22, edges: [], cause: { kind: 'no-sample', silent: { from: 17.735, to: 38.506 } } })
  t.same(why(gap), [
    ['k8s-0', [], null, 'failed 10'],
    ['k8s-1', [17.735], 18.506, 'failed 10'],
  ])
})

t.test('under rate() a marker is dropped, so nobody claims one as a sample', async (t) => {
  const [gap] = gapsOf(both({ mode: 'counter' }))
  t.match(gap, { from: 16.506, to: 38.506, cause: { kind: 'no-sample' } })
  t.same(why(gap), [
    ['k8s-0', [], null, 'failed 10'],
    ['k8s-1', [17.735], 18.506, 'failed 10'],
  ])
})

t.test('field/19: both fail for a minute at 30 s; the one sample that came back first is skipped', async (t) => {
  const [gap, ...more] = gapsOf(of(600, {}, replica('replica-0', 30, 5, out(300, 360)), replica('replica-1', 30, 20, out(300, 360))))
  t.same(more, [])
  t.match(gap, { from: 290, to: 380, cause: { kind: 'no-sample', silent: { from: 290, to: 365, seconds: 75 } } })
  t.same(why(gap), [
    ['replica-0', [365], 380, 'failed 2'],
    ['replica-1', [], null, 'failed 2'],
  ])
})

t.test('field/19: to the end, and from the beginning', async (t) => {
  const end = out(300, 600)
  const [last] = gapsOf(of(600, {}, replica('replica-0', 30, 5, end), replica('replica-1', 30, 20, end)))
  t.match(last, { from: 290, to: 600, edges: ['right'], cause: { kind: 'no-sample' } })
  t.same(
    why(last)?.map(([name, , , reasons]) => [name, reasons]),
    [
      ['replica-0', 'failed 10'],
      ['replica-1', 'failed 10'],
    ],
  )
  const start = out(0, 300, 'dies')
  const [first] = gapsOf(of(600, {}, replica('replica-0', 30, 5, start), replica('replica-1', 30, 20, start)))
  t.match(first, { from: 0, to: 305, edges: ['left'], cause: { kind: 'no-sample' } })
  t.same(
    why(first)?.map(([name, , , reasons]) => [name, reasons]),
    [
      ['replica-0', 'away 10'],
      ['replica-1', 'away 10'],
    ],
  )
})

t.test('one replica is down: the other has samples, and they are skipped', async (t) => {
  const [gap, ...more] = gapsOf(of(40, {}, replica('a', 1, 0.1, out(20, 30, 'dies')), replica('b', 1, 0.8)))
  t.same(more, [])
  t.match(gap, { from: 19.1, to: 21.8, cause: { kind: 'skipped', silent: { seconds: 1 } } })
  t.same(why(gap), [
    ['a', [], null, 'away 2'],
    ['b', [19.8, 20.8], 21.1, ''],
  ])
})

/** Every scrape succeeds: what is not there was not exposed. */
const exposed = (one: Case): Case => ({ ...one, scrapes: one.scrapes.map((up) => up && { ...up, v: up.v.map(() => 1) }) })

t.test('a series that is no longer exposed, and that ends', async (t) => {
  const [middle] = gapsOf(exposed(both()))
  t.same(
    why(middle)?.map(([name, , , reasons]) => [name, reasons]),
    [
      ['k8s-0', 'not-exposed 10'],
      ['k8s-1', 'not-exposed 10'],
    ],
  )
  const end = out(18, 60)
  const [gap] = gapsOf(exposed(of(60, {}, replica('k8s-0', 2, 0.506, end), replica('k8s-1', 2, 1.735, end))))
  t.match(gap, { from: 16.506, to: 60, edges: ['right'], cause: { kind: 'no-sample' } })
  t.same(
    why(gap)?.map(([name, , , reasons]) => [name, reasons]),
    [
      ['k8s-0', 'ended 21'],
      ['k8s-1', 'ended 21'],
    ],
  )
})

t.test('where a store did not answer, the silence of the others shows nothing', async (t) => {
  const stores = [{ store: '127.0.0.1:10901', said: 'no data in 2s' }]
  const [gap] = gapsOf({ ...both(), partial: stores, warnings: ['failed to receive any data in 2s from Addr: 127.0.0.1:10901'] })
  t.match(gap, { cause: { kind: 'partial', stores } })
})

// field/11: 2 s and 8 s. After the outage of the faster one Query returns the slower one's.
const mixed = (...slow: SimulatedOutage[]) => of(120, {}, replica('k8s-0', 2, 0.117, out(34, 48)), replica('k8s-1', 8, 0.727, ...slow))

t.test('the ordinary distance of a coarser replica is no gap, and its missed scrape is one', async (t) => {
  const [gap, ...more] = gapsOf(mixed())
  t.same(more, [])
  t.match(gap, { from: 32.117, to: 40.727, cause: { kind: 'no-sample' } })
  t.same(why(gap), [
    ['k8s-0', [], null, 'failed 4'],
    ['k8s-1', [32.727], 34.117, ''],
  ])
  const gaps = gapsOf(mixed(out(72, 73)))
  t.match(gaps, [{ from: 32.117 }, { from: 64.727, to: 80.727, seconds: 16, cause: { kind: 'skipped' } }])
})

const causes = (one: Case) => gapsOf(one).map(({ from, cause }) => [from, cause.kind, cause.kind === 'unknown' ? cause.step : ''])

t.test('from the first difference on no cause is claimed, and which step is not known is said', async (t) => {
  const two = of(60, {}, replica('a', 1, 0.1, out(10, 20, 'dies')), replica('b', 1, 0.8, out(40, 50, 'dies')))
  t.same(causes(answered(two)), [
    [9.1, 'skipped', ''],
    [39.8, 'skipped', ''],
  ])
  const differs = answered(two, (samples) => samples.splice(25, 1))
  t.same(causes(differs), [
    [9.1, 'skipped', ''],
    [25.8, 'unknown', 'unknown'],
    [39.8, 'unknown', 'unknown'],
  ])
  const { switches, model } = explainAnswer(explain(differs))
  t.match(model, { differing: 1, first: 26.8, of: 'answer', limits: [] })
  t.same(
    switches.map(({ at }) => at),
    [11.8],
    "the model's later switches are not claimed",
  )
  const stores = ['s:10901 (sidecar)', 'g:10901 (store)']
  t.same(causes({ ...differs, copies: [{ replica: 'a', stores }] }).at(-1), [39.8, 'unknown', 'copies'])
  t.same(causes({ ...differs, partial: [{ said: 'receive' }] }).at(-1), [39.8, 'unknown', 'partial'])
})

t.test('under rate() the plain merge is what is compared', async (t) => {
  const { model } = explainAnswer(explain(answered(both({ mode: 'counter' }))))
  t.match(model, { of: 'plain' })
})

t.test('a marker is never a skipped sample of a switch', async (t) => {
  // b is skipped until 22.1; its marker at 21.8 lies in that.
  const one = of(60, {}, replica('a', 1, 0.1, out(20, 40)), replica('b', 1, 0.8, out(21.5, 22.5)))
  const { switches } = explainAnswer(explain(one))
  t.same(
    switches.map(({ skipped }) => skipped),
    [[20.8]],
  )
})

t.test('the simulated replicas are what the cases above say', async (t) => {
  const [first] = simulate([replica('a', 1, 0.1, out(2, 4))], { lengthMs: 6000 })
  t.same(Array.from(first!.t), [100, 1100, 2100, 4100, 5100])
})

const gapOf = (made: Case) => narrative(explain(made)).find((text) => text.startsWith('Gap'))

t.test("where equal samples do not show Query's steps, the steps are said to be the model's", async (t) => {
  const one = of(40, {}, replica('a', 1, 0.1, out(20, 30, 'dies')), replica('b', 1, 0.8))
  t.notMatch(gapOf(one), /as the model has it/, 'no Query')
  t.notMatch(gapOf(answered(one)), /as the model has it/)
  const stores = ['s:10901 (sidecar)', 'g:10901 (store)']
  t.match(
    gapOf({ ...answered(one), copies: [{ replica: 'a', stores }] }),
    /: the cause is not known: several stores have a's samples of the same time .*\. As the model has it: the preferred replica a has no sample/,
  )
  t.match(gapOf(answered({ ...one, how: { mode: 'counter' } })), /as the model has it/)
})
