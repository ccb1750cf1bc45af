import fc from 'fast-check'
import t from 'tap'
import { merge } from '../../src/dedup/merge.ts'
import type { How } from '../../src/dedup/recorder.ts'
import { trace } from '../../src/dedup/trace.ts'
import { histories } from './histories.ts'
import { lanesByHand, slowly } from './oracle.ts'

const hows = fc.record({
  mode: fc.constantFrom('plain' as const, 'counter' as const),
  algorithm: fc.constantFrom('penalty' as const, 'chain' as const),
})

t.test('the model is the slow oracle, sample by sample', async (t) => {
  for (const mode of ['plain', 'counter'] as const) {
    const equal = fc.property(histories(4), (replicas) => {
      const merged = merge(replicas, { mode })
      const expected = slowly(lanesByHand(replicas), { counter: mode === 'counter' })
      return same(
        Array.from(merged.t, (time, place) => answer(merged, time, place)),
        expected.map(({ t: time, v, replica, place }) => [time, v, replica, place]),
      )
    })
    t.doesNotThrow(() => fc.assert(equal, { numRuns: 1000 }), mode)
  }
})

t.test('what is answered is in order, and each sample is its source’s', async (t) => {
  const holds = fc.property(histories(5), hows, (replicas, how) => {
    const { t: times, v, sources, places, stale } = merge(replicas, how)
    return times.every((time, place) => {
      const [source, at] = [replicas[sources[place]!]!, places[place]!]
      const value = how.mode === 'counter' ? v[place]! >= source.v[at]! : Object.is(v[place], source.v[at])
      return (
        time > (times[place - 1] ?? Number.NEGATIVE_INFINITY) && time === source.t[at] && value && stale.has(place) === source.stale.has(at)
      )
    })
  })
  t.doesNotThrow(() => fc.assert(holds, { numRuns: 1000 }))
})

t.test('one replica alone is what it is', async (t) => {
  const identity = fc.property(histories(1), (replicas) => {
    const [alone] = replicas
    const { t: times, v, stale, switches } = merge(replicas)
    return (
      same([...times], [...(alone?.t ?? [])]) &&
      same([...v], [...(alone?.v ?? [])]) &&
      same([...stale], [...(alone?.stale ?? [])]) &&
      switches.length === 0
    )
  })
  t.doesNotThrow(() => fc.assert(identity))
})

t.test('a trace has every sample once: answered, or with the reason why not', async (t) => {
  const holds = fc.property(histories(4), hows, (replicas, how) => {
    const { sources, places, skips, penalties, t: times } = trace(replicas, how)
    const answered = Array.from(sources, (source, place) => `${source} ${places[place]}`)
    const all = replicas.flatMap(({ t: own }, number) => Array.from(own, (_, place) => `${number} ${place}`))
    const told = [...answered, ...skips.map(({ replica, place }) => `${replica} ${place}`)]
    const reasons = skips.every(
      ({ t: time, until, why }) => why === 'nan' || (time < until! && (how.algorithm !== 'chain' || times.includes(time))),
    )
    return same(told.sort(), all.sort()) && reasons && penalties.length === times.length
  })
  t.doesNotThrow(() => fc.assert(holds, { numRuns: 500 }))
})

t.test('a switch tells its penalty, and what it skipped, stale markers left out', async (t) => {
  const holds = fc.property(histories(2), (replicas) => {
    const { switches, t: times, sources, skips } = trace(replicas)
    const changes = Array.from(sources.keys()).filter((place) => place > 0 && sources[place] !== sources[place - 1])
    return (
      same(
        switches.map(({ place }) => place),
        changes,
      ) &&
      switches.every(({ place, at, to, penaltyMs, skipped }) => {
        const passed = skips.filter(
          (skip) => skip.replica === to && skip.t > times[place - 1]! && skip.t < at && !replicas[to]!.stale.has(skip.place),
        )
        return (
          at === times[place] &&
          at > times[place - 1]! + penaltyMs &&
          same(
            skipped,
            passed.map(({ t: time }) => time),
          )
        )
      })
    )
  })
  t.doesNotThrow(() => fc.assert(holds, { numRuns: 1000 }))
})

t.test('chain answers every time once', async (t) => {
  const holds = fc.property(histories(5), (replicas) => {
    const all = new Set(replicas.flatMap(({ t: own }) => [...own]))
    return same(
      [...merge(replicas, { algorithm: 'chain' } satisfies How).t],
      [...all].sort((one, other) => one - other),
    )
  })
  t.doesNotThrow(() => fc.assert(holds))
})

function answer({ v, sources, places }: ReturnType<typeof merge>, time: number, place: number): (number | undefined)[] {
  return [time, v[place], sources[place], places[place]]
}

function same(one: unknown, other: unknown): boolean {
  return text(one) === text(other)
}

/** JSON, but NaN is NaN. */
function text(value: unknown): string {
  return JSON.stringify(value, (_, each) => (Number.isNaN(each) ? 'NaN' : each))
}
