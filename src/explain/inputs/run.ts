import { versionWarning } from '../../dedup/merge.ts'
import type { How } from '../../dedup/recorder.ts'
import { LabError } from '../../lib/errors.ts'
import { suggestion } from '../../lib/suggest.ts'
import type { Look, ObservedSeries, Run, Sight } from '../../model/run.ts'
import { algorithmAt } from '../../verdict/checks/matches-model.ts'
import { longestGap } from '../../verdict/gaps.ts'
import { answering } from '../../verdict/model-comparison.ts'
import { predictionOutcomes } from '../../verdict/prediction.ts'
import { faultSpans } from '../../verdict/spans.ts'
import { type Case, caseOf, type Meanwhile } from './snapshot.ts'

export interface Choice {
  /** Left out: the first series that was read through Query. */
  series?: string | undefined
  /** Left out: the last look. */
  phase?: Look['phase'] | undefined
  mode?: How['mode']
}

/** The case of a run's series. Throws `usage` where it has no such series or look, `samples` where there is nothing to explain. */
export function caseOfRun(run: Run, { series: wanted, phase, mode }: Choice): Case {
  const [name, series] = seriesOf(run, wanted)
  const { look, sight } = lookOf(run, name, series, phase)
  const how: How = { ...(mode === undefined ? {} : { mode }), algorithm: algorithmOf(run, name, look) }
  const intervalMs = run.settings.scrapeIntervalMs
  const made = caseOf(name, series.query, { look, replicas: answering(look, sight), intervalMs, how })
  const warning = versionWarning(run.versions['thanos'])
  const told = run.faults.flatMap((fault) => predictionOutcomes(fault, run)).filter((foretelling) => foretelling.series === name)
  const meanwhile = meanwhileOf(series, look, run)
  return {
    ...made,
    run: run.id,
    faults: faultSpans(run),
    foretellings: look.phase === 'after' ? told : told.map(({ series: of, prediction }) => ({ series: of, prediction })),
    ...(meanwhile === undefined ? {} : { meanwhile }),
    notes: [...made.notes, ...(warning === undefined ? [] : [warning])],
  }
}

function seriesOf(run: Run, wanted: string | undefined): [string, ObservedSeries] {
  const merged = Object.entries(run.series).filter(([, { via }]) => via === 'query')
  const names = merged.map(([name]) => name)
  const found = wanted === undefined ? merged[0] : merged.find(([name]) => name === wanted)
  if (found !== undefined) return found
  if (names.length === 0) throw new LabError('usage', `Run ${run.id} has no series that was read through Query, so nothing was merged`)
  const other = run.series[wanted ?? ''] === undefined ? '' : ', which was not read through Query'
  throw new LabError('usage', `Run ${run.id} has no merged series ${wanted}${other}${suggestion(wanted ?? '', names)}`, {
    hint: `thanos-lab explain ${run.id} --series ${names[0]}`,
  })
}

/** Each look has its sight, but for those before a fault, of which the first alone has one. */
function lookOf(
  run: Run,
  name: string,
  series: ObservedSeries,
  phase: Look['phase'] | undefined,
): { look: Look; sight: Sight | undefined } {
  const sights = run.sights.filter((sight) => sight.phase !== 'before')
  const looks = series.looks.map((look, index) => ({ look, sight: sights[index] }))
  const before = series.before === undefined ? [] : [{ look: series.before, sight: run.sights.find((sight) => sight.phase === 'before') }]
  const found = [...before, ...looks].findLast(({ look }) => phase === undefined || look.phase === phase)
  if (found !== undefined) return found
  throw new LabError(
    'usage',
    `Run ${run.id} did not look at ${name}${phase === undefined ? '' : ` ${phase === 'before' ? 'before the fault' : `at the moment '${phase}'`}`}`,
  )
}

/** What the scenario says that Query does; else its default. */
function algorithmOf(run: Run, name: string, { phase }: Look): NonNullable<How['algorithm']> {
  const said = run.plan.expect.find(({ of, check }) => of === name && check === 'matches-model')
  return said === undefined ? 'penalty' : algorithmAt(said.limits, phase)
}

/** Only where it explains what was not seen then, and is seen now. */
function meanwhileOf({ looks }: ObservedSeries, explained: Look, run: Run): Meanwhile | undefined {
  if (explained.phase !== 'after') return undefined
  const look = looks.findLast(({ phase, samples }) => phase === 'during' && samples.length > 0)
  if (look === undefined) return undefined
  const replicas = answering(look, run.sights.filter(({ phase }) => phase !== 'before')[looks.indexOf(look)])
  const away = Object.keys(explained.replicas).filter((pod) => !replicas.includes(pod))
  return away.length === 0 ? undefined : { replicas, away, longest: longestGap(look.samples, look.from, look.to).seconds }
}
