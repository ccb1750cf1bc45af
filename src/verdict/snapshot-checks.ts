import type { Finding, Snapshot } from '../model/run.ts'
import type { Expectation } from '../model/scenario.ts'
import type { Analysis } from './analysis.ts'
import { type Check, type Demand, decisive, demandsSince, findingOf, isMeant, unjudged, withinLimits } from './check.ts'
import { phaseText } from './wording.ts'

type Count = (snapshot: Snapshot) => number | undefined

/** What every check has of what Query counts at each snapshot. */
export function ofSnapshots(count: Count): Pick<Check, 'of' | 'unit' | 'probes' | 'judge' | 'demands'> {
  return {
    of: 'probe',
    unit: 'number',
    probes: ['query'],
    judge: (expectation, analysis) => judgeSnapshots(expectation, analysis, count),
    demands: (expectation, analysis) => demandsOf(expectation, analysis, count),
  }
}

/** Where it was within the limits before the fault, every snapshot must keep to them. */
function judgeSnapshots(expectation: Expectation, analysis: Analysis, of: Count): Finding {
  const [first, ...more] = analysis.run.snapshots.flatMap((snapshot) => {
    const number = isMeant(snapshot.phase, expectation.limits) ? of(snapshot) : undefined
    return number === undefined ? [] : [{ number, phase: snapshot.phase }]
  })
  if (first === undefined) return unjudged(expectation, 'number', `Query did not say its ${expectation.check} at any snapshot`)
  const fits = ({ number }: { number: number }) => withinLimits(number, expectation.limits)
  const decides = decisive([first, ...more], fits, demandsOf(expectation, analysis, of))
  return {
    ...findingOf(expectation, 'number'),
    passed: fits(decides),
    measured: decides.number,
    detail: [first, ...more].map(({ number, phase }) => `${phaseText(phase)} ${number}`).join('; '),
  }
}

function demandsOf({ limits }: Expectation, { run }: Analysis, of: Count): Demand {
  const first = run.snapshots.find(({ phase }) => phase === 'before')
  return demandsSince(first === undefined ? undefined : of(first), limits)
}
