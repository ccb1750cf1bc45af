import { merge } from '../src/dedup/merge.ts'
import type { How } from '../src/dedup/recorder.ts'
import type { Replica } from '../src/dedup/samples.ts'
import type { Sample } from '../src/model/run.ts'
import { findGaps } from '../src/verdict/gaps.ts'
import { median } from './measure.ts'

/*
 * How many samples a second the model of the merge and the gap finder take in on one core, and how much memory each sample
 * costs: at twice the samples it must be the same.
 */

const SAMPLES = 1_000_000
const RUNS = 7

interface Load {
  what: string
  /** Makes its input of so many samples, and gives what works on it. */
  make: (samples: number) => () => unknown
}

/** Two replicas at 15 s, one of which has a hole now and then, in chunks of 120. */
function pair(samples: number): Replica[] {
  const each = samples / 2
  return [0, 1].map((number) => {
    const places = Array.from({ length: each }, (_, place) => place).filter((place) => number === 1 || place % 1000 > 20)
    const t = Float64Array.from(places, (place) => place * 15_000 + number * 4000)
    return {
      name: String(number),
      t,
      v: Float64Array.from(places, (place) => place % 5000),
      stale: new Set<number>(),
      chunks: [...t].filter((_, place) => place % 120 === 0),
    }
  })
}

function merging(how: How): Load['make'] {
  return (samples) => {
    const replicas = pair(samples)
    return () => merge(replicas, how)
  }
}

function finding(samples: number): () => unknown {
  const series = Array.from({ length: samples }, (_, place): Sample => [place * 15 + (place % 1000 > 20 ? 0 : 3), '1'])
  return () => findGaps(series, 0, samples * 15, 15_000)
}

const loads: Load[] = [
  { what: 'merge, penalty', make: merging({}) },
  { what: 'merge, as under rate()', make: merging({ mode: 'counter' }) },
  { what: 'merge, chain', make: merging({ algorithm: 'chain' }) },
  { what: 'find gaps', make: finding },
]

/** The table, in Markdown. */
export function modelTable(): string {
  const lines = loads.map(({ what, make }) => {
    const [once, twice] = [cost(make, SAMPLES), cost(make, 2 * SAMPLES)]
    return `| ${what} | ${(twice.perSecond / 1e6).toFixed(1)} M/s | ${once.bytes.toFixed(0)} B | ${twice.bytes.toFixed(0)} B | 5 M/s |`
  })
  return [
    '| what | samples a second | memory a sample | with twice as many | at least |',
    '| --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n')
}

/** The memory is that of the result. */
function cost(make: Load['make'], samples: number): { perSecond: number; bytes: number } {
  const work = make(samples)
  const seconds = Array.from({ length: RUNS }, () => {
    const begun = performance.now()
    work()
    return (performance.now() - begun) / 1000
  })
  const before = used()
  const held = [work()]
  const bytes = (used() - before) / samples
  // Held until here, or it would be collected.
  return { perSecond: held.length * (samples / median(seconds)), bytes }
}

function used(): number {
  // What the first one frees outside of the heap is swept behind its back.
  for (let times = 0; times < 3; times += 1) globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
