import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { keptRuns } from '../helpers/kept-runs.ts'
import { answers } from './answers.ts'
import { runFiles, throughAll } from './run-files.ts'
import { scenarioFiles } from './scenario-files.ts'
import { torture } from './suite.ts'

/* A small share of what `npm run torture` does; the seeds are fixed, so that a failure is of the change and not of chance. */

const SHARES = [
  { suite: scenarioFiles, rounds: 150, seed: 1401 },
  { suite: runFiles, rounds: 60, seed: 1401 },
  { suite: answers, rounds: 3, seed: 1401 },
]

for (const { suite, rounds, seed } of SHARES)
  t.test(suite.name, async (t) => {
    t.same((await torture(suite, { rounds, seed })).failures, [])
  })

t.test('every figure of a run, as small and as large as it can be', async (t) => {
  const folder = t.testdir({})
  const run = keptRuns().get('delete-pod-volume')!
  const known = new Set<string>()
  for (const place of figuresIn(run)) {
    const kind = place.map((key) => (typeof key === 'number' ? '#' : key)).join('.')
    // The figures of a list are alike.
    if (known.has(kind)) continue
    known.add(kind)
    for (const value of [5e-324, 253_402_300_799]) {
      const file = join(folder, 'run.json')
      writeFileSync(file, JSON.stringify(withValue(run, place, value)))
      t.same(await throughAll(file), [], `${place.join('.')} is ${value}`)
    }
  }
  t.ok(known.size > 20, 'they were found')
})

type Place = (string | number)[]

function figuresIn(value: unknown, place: Place = []): Place[] {
  if (typeof value === 'number') return [place]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => figuresIn(inner, [...place, Array.isArray(value) ? Number(key) : key]))
}

function withValue(value: unknown, [key, ...rest]: Place, figure: number): unknown {
  if (key === undefined) return figure
  if (Array.isArray(value)) return value.map((inner: unknown, index) => (index === key ? withValue(inner, rest, figure) : inner))
  const map = value as Record<string, unknown>
  return { ...map, [key]: withValue(map[key], rest, figure) }
}
