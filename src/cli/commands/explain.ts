import { externalCase, liveCase, refuseOtherThanSelector, runCase } from '../../app/explain-case.ts'
import type { Case } from '../../explain/inputs/snapshot.ts'
import { LabError } from '../../lib/errors.ts'
import type { Phase } from '../../model/run.ts'
import { openAccess } from '../../observe/access.ts'
import type { CommandContext } from '../context.ts'
import { ACCESS_OPTIONS, accessOf, type AccessWords, refuseUnquoted } from '../access-options.ts'
import { answerExplanation, howOf, type MergeOptions } from '../explanation.ts'
import { DAY_MS, readTime, showTimesOf } from '../time.ts'

/** The options of `explain`. */
export interface ExplainOptions extends MergeOptions, AccessWords {
  series?: string
  phase?: Phase
  live?: string
  selector?: string
  replicaLabel?: string[]
  /** Milliseconds. */
  range: number
}

/** `thanos-lab explain [RUN]`: how Query merged the samples of a saved run, of the running lab, or of any Thanos. */
export async function explainCommand(context: CommandContext, which: string | undefined, options: ExplainOptions): Promise<number> {
  refuseUnquoted(options)
  const moment = options.queryUrl === undefined ? undefined : momentOf(options)
  answerExplanation(context, await caseFrom(context, which, options, moment), options, { moment })
  return 0
}

async function caseFrom(
  context: CommandContext,
  which: string | undefined,
  options: ExplainOptions,
  at: number | undefined,
): Promise<Case> {
  const how = howOf(options)
  switch (sourceOf(which, options)) {
    case 'live':
      return liveCase(context, options.live ?? '', options.range, how)
    case 'url':
      // An error may tell of times, too.
      showTimesOf({ from: (at ?? Date.now()) - options.range, to: at ?? Date.now() }, options.tz)
      refuseOtherThanSelector(options.selector ?? '')
      return externalCase(
        await openAccess(accessOf(options)),
        {
          selector: options.selector ?? '',
          replicaLabels: options.replicaLabel,
          rangeMs: options.range,
          at,
        },
        // Query says how it merges.
        options.chain === true ? how : { mode: how.mode ?? 'plain' },
      )
    case 'run':
      return runCase(which, { series: options.series, phase: options.phase, mode: how.mode ?? 'plain' })
  }
}

const HELP = { hint: 'thanos-lab explain --help' }

/** Where the samples come from. Throws `usage` where two places are named, or an option that belongs to another one. */
function sourceOf(run: string | undefined, options: ExplainOptions): 'run' | 'live' | 'url' {
  const { live, queryUrl, selector, series, phase } = options
  const named = [run === undefined ? '' : `the run ${run}`, live === undefined ? '' : '--live', queryUrl === undefined ? '' : '--query-url']
  const given = named.filter((text) => text !== '')
  if (given.length > 1) throw new LabError('usage', `Name one source of samples, not ${given.join(' and ')}`, HELP)
  const stray = ACCESS_OPTIONS.find(([key]) => options[key] !== undefined)
  if (stray !== undefined && queryUrl === undefined) throw new LabError('usage', `${stray[1]} needs --query-url`, HELP)
  const source = live !== undefined ? 'live' : queryUrl !== undefined ? 'url' : 'run'
  if (selector !== undefined && source !== 'url') throw new LabError('usage', '--selector needs --query-url', HELP)
  if (source === 'url' && selector === undefined) throw new LabError('usage', '--query-url needs --selector, the series to explain', HELP)
  if (source !== 'run' && (series !== undefined || phase !== undefined))
    throw new LabError('usage', `--series and --phase are for a saved run, not for ${given[0]}`, HELP)
  return source
}

/** `--at`, Unix ms; a time of the day is in the last 24 hours. */
function momentOf({ at, tz: zone = 'utc' }: MergeOptions): number | undefined {
  const now = Date.now()
  return at === undefined ? undefined : readTime(at, { option: '--at', now, zone, from: now - DAY_MS })
}
