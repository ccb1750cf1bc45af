import { formatDuration } from '../lib/duration.ts'
import type { Finding, Run } from '../model/run.ts'
import { expectationText, measuredText } from '../verdict/wording.ts'
import { reportInEnglish } from './words/en.ts'

/** What a report for machines counts: passed, failed, or could not be told. */
export interface TestPoint {
  name: string
  state: 'passed' | 'failed' | 'error'
  /** Why, in a line; empty where it passed. */
  message: string
  /** More of it, a line each. */
  details: string[]
}

/**
 * The test points of a run: its verdict against the one that its scenario declares, then each expectation. Of a scenario that declares another
 * verdict than `pass`, the verdict alone: its expectations are there to fail. Inconclusive is an error, never a skip.
 */
export function testPoints(run: Run): TestPoint[] {
  const { findings, scenario } = run
  return [verdictPoint(run), ...(scenario.outcome === 'pass' ? findings.map(findingPoint) : [])]
}

function verdictPoint({ verdict, scenario: { outcome, title }, inconclusiveReasons, findings }: Run): TestPoint {
  const name = outcome === 'pass' ? 'verdict' : `verdict, declared ${outcome}`
  const details = verdict === 'inconclusive' ? inconclusiveReasons : findings.filter(({ passed }) => !passed).map(findingText)
  if (verdict === outcome) return { name, state: 'passed', message: '', details: outcome === 'pass' ? [] : details }
  const message = `${title}: ${verdict}${outcome === 'pass' ? '' : `, declared ${outcome}`}`
  return { name, state: verdict === 'inconclusive' ? 'error' : 'failed', message, details }
}

function findingPoint(finding: Finding): TestPoint {
  const { series, measured, passed, detail } = finding
  const name = `${series}: ${expectationText(finding)}`
  if (measured === null) return { name, state: 'error', message: 'there was nothing to measure', details: [detail] }
  if (passed) return { name, state: 'passed', message: '', details: [detail] }
  return { name, state: 'failed', message: findingText(finding), details: [detail] }
}

function findingText({ check, series, expected, measured, unit, detail }: Finding): string {
  const what = measured === null ? 'could not be measured' : `is ${measuredText({ measured, unit })}`
  return `The ${check} of ${series} ${what}, expected ${expected} (${detail})`
}

/** What was run on what, in a line. `words`: left out, English. */
export function aboutRun({ scenario, runtime, settings, versions, startedAt }: Run, { page } = reportInEnglish): string {
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const scraped = page.about(settings.replicas, formatDuration(settings.scrapeIntervalMs))
  const time = `${startedAt.slice(0, 19).replace('T', ' ')} UTC`
  return [scenario.name, runtime, scraped, programs.join(', '), time].filter(Boolean).join(' · ')
}

/** How long a run took, seconds. */
export function secondsOf({ startedAt, endedAt }: Pick<Run, 'startedAt' | 'endedAt'>): number {
  return Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)) / 1000
}
