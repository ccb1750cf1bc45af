import type { Expectation, Finding, Journal, Sight } from '../model/run.ts'
import { type Check, decisive, type Demand, demandsSince, unjudged, within, wordLimits } from './check.ts'
import { phaseText } from './words.ts'

type Count = (sight: Sight) => number | undefined

/** What every check has of what Query counts at each look. */
export function ofSights(count: Count): Pick<Check, 'of' | 'probes' | 'judge' | 'demands'> {
  return {
    of: 'probe',
    probes: ['query'],
    judge: (expectation, journal) => judgeSights(expectation, journal, count),
    demands: (expectation, journal) => demandsOf(expectation, journal, count),
  }
}

/** Where it was so before the fault, every look must keep to it. */
function judgeSights(expectation: Expectation, journal: Journal, of: Count): Finding {
  const [first, ...more] = journal.sights.flatMap((sight) => {
    const number = of(sight)
    return sight.phase === 'before' || number === undefined ? [] : [{ number, moment: sight.phase }]
  })
  if (first === undefined) return unjudged(expectation, `Query did not say its ${expectation.check} at any look`)
  const fits = ({ number }: { number: number }) => within(number, expectation.limits)
  const decides = decisive([first, ...more], fits, demandsOf(expectation, journal, of))
  return {
    check: expectation.check,
    series: expectation.of,
    passed: fits(decides),
    measured: decides.number,
    unit: 'number',
    expected: wordLimits(expectation.limits, String),
    detail: [first, ...more].map(({ number, moment }) => `${phaseText(moment)} ${number}`).join('; '),
  }
}

function demandsOf({ limits }: Expectation, { sights }: Journal, of: Count): Demand {
  const first = sights.find((sight) => sight.phase === 'before')
  return demandsSince(first === undefined ? undefined : of(first), limits)
}
