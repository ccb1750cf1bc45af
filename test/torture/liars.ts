import fc from 'fast-check'
import { keptRuns } from '../helpers/kept-runs.ts'
import { judgeRun } from '../helpers/parts.ts'
import { lies } from '../liars/lies.ts'
import type { Suite } from './suite.ts'

/** Which run, which lie of the table, and how much of it; one that a run has no place for is followed by the next. */
const attack = fc.record({ run: fc.nat(), lie: fc.nat(), share: fc.double({ min: 0, max: 1, noNaN: true }) })

export const liars: Suite = {
  name: 'liars',
  about: 'recorded runs that pass are made to lie (no Query, a fault that does nothing, a clock that jumps, …): none passes',
  async open() {
    const runs = [...keptRuns().values()].filter(({ verdict }) => verdict === 'pass')
    return {
      async round(seed) {
        const [{ run, lie, share }] = fc.sample(attack, { seed, numRuns: 1 }) as [{ run: number; lie: number; share: number }]
        const recorded = runs[run % runs.length]!
        for (let next = lie; next < lie + lies.length; next += 1) {
          const { title, tell } = lies[next % lies.length]!
          const liar = structuredClone(recorded)
          if (!tell(liar, share)) continue
          return judgeRun(liar).verdict === 'pass' ? [`${recorded.scenario.name} passes, though ${title} (share ${share})`] : []
        }
        return []
      },
      close: async () => {},
    }
  },
}
