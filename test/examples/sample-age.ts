import { seconds } from '../../src/lib/format.ts'
import type { Finding } from '../../src/model/run.ts'
import type { Analysis } from '../../src/verdict/analysis.ts'
import { type Bounds, bounds, defineCheck, type Expected, findingOf, moreIsWorse, unjudged, withinLimits } from '../../src/verdict/check.ts'
import { isReplicaDamage } from '../../src/verdict/claims.ts'
import { limitText } from '../../src/verdict/wording.ts'

/** How old the newest sample was at the last snapshot: it finds a Prometheus that answers, but no longer scrapes. */
export const sampleAge = defineCheck({
  name: 'sample-age',
  summary: 'how old the newest sample is',
  of: 'series',
  unit: 'seconds',
  limits: (types) => bounds(types.duration),
  judge,
  demands: moreIsWorse,
  control: isReplicaDamage,
})

function judge(expectation: Expected<Bounds>, { series, intervalMs }: Analysis): Finding {
  const { of, limits } = expectation
  const word = (ms: number) => limitText(ms, intervalMs)
  const view = series[of]?.views.at(-1)
  const newest = view?.samples.at(-1)
  if (view === undefined || newest === undefined) return unjudged(expectation, 'seconds', `${of} has no sample`, word)
  const age = view.to - newest[0]
  return {
    ...findingOf(expectation, 'seconds', word),
    passed: withinLimits(age * 1000, limits),
    measured: age,
    detail: `the newest sample was ${seconds(age)} old`,
  }
}
