import t from 'tap'
import { inconclusive, judgeRun, limit, type Parts, parts, setMerged, setOwn } from '../../helpers/parts.ts'
import { mergedSamples, own, without } from '../../helpers/run.ts'

/** No replica has a sample between those times of the run, and so Query has none. */
function stoodStill({ after }: Parts, from: number, to: number): void {
  for (const pod of ['prometheus-0', 'prometheus-1'] as const) setOwn(after, pod, without(own(pod, 43.2), from, to))
  setMerged(after, without(mergedSamples(43.2), from, to))
}

t.test('a lab that stood still', async (t) => {
  inconclusive(t, [
    [
      'after recovery',
      (seen) => stoodStill(seen, 33, 38),
      /^All replicas have a gap at once, of 6\.00 s, from 16\.7 s to 22\.7 s after the kill, and no fault was active: the lab or the machine stood still\.$/,
    ],
    [
      'while the victim was away: the survivor has a gap that no fault made',
      (seen) => stoodStill(seen, 19, 24),
      /^prometheus-1 was hit by no fault, and has a gap of its own of 6\.00 s, .*: after the kill of prometheus-0, no replica had the samples that Query lacks\.$/,
    ],
    [
      'while the victim was away, where a gap is expected: another one would do',
      (seen) => (stoodStill(seen, 19, 24), limit(seen.run, 'merged', { 'at-least': 2000 })),
      /^prometheus-1 was hit by no fault/,
    ],
  ])
})

t.test('gaps that are no standstill', async (t) => {
  const cases: [name: string, change: (seen: Parts) => void][] = [
    ['of one replica, after recovery', ({ after }) => setOwn(after, 'prometheus-0', without(own('prometheus-0', 43.2), 33, 38))],
    ['of a survivor that missed a scrape, which the limit allows', (seen) => stoodStill(seen, 20, 20.9)],
  ]
  for (const [name, change] of cases) {
    const seen = parts()
    change(seen)
    const { verdict, inconclusiveReasons } = judgeRun(seen.run)
    t.same({ verdict, inconclusiveReasons }, { verdict: 'pass', inconclusiveReasons: [] }, name)
  }
})
