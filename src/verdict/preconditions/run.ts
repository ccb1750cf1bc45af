import { isoSeconds } from '../../lib/time.ts'
import { PROBES } from '../../model/probes.ts'
import type { Finding, ProbeResult } from '../../model/run.ts'
import type { Analysis } from '../analysis.ts'
import type { Span } from '../spans.ts'
import { theFault } from '../wording.ts'

/* What must be true of the run itself: it went as written, its faults took effect, and its probes and checks had something to measure. */

/** A run that stopped early, that expects nothing, or whose expectations anything would meet, shows nothing. */
export function runReasons({ run, intervalMs }: Analysis, findings: Finding[]): string[] {
  return [
    ...(run.interrupted === true ? ['The run was stopped before its last step.'] : []),
    ...(run.errors ?? []).map((error) => `The run did not go as written: ${error.replace(/\.$/, '')}.`),
    ...(findings.length === 0 ? ['The scenario expects nothing, so there is nothing to be right or wrong.'] : []),
    ...(intervalMs > 0 ? [] : ["The run does not say the lab's scrape interval, so its gaps cannot be told from ordinary distances."]),
    ...run.scenario.expect
      .filter(({ limits }) => Object.values(limits).every((limit) => limit === undefined))
      .map(({ of, check }) => `The expectation ${check} of ${of} sets no limit: anything would pass.`),
  ]
}

/** Nothing follows from a run in which nothing was broken for certain, or in which it stayed broken. */
export function faultReasons({ spans }: Analysis): string[] {
  if (spans.length === 0) return ['No fault was injected: when nothing breaks, nothing is verified.']
  return spans.flatMap(reasonsOf)
}

function reasonsOf({ fault, from, to }: Span): string[] {
  const what = theFault(fault)
  // Written so that a time that cannot be read is a reason too.
  const ordered = from <= to
  return [
    ...(fault.evidence.verified ? [] : [`The effect of ${what} was not observed: ${fault.evidence.detail}.`]),
    ...(fault.lasted?.verified === false ? [`It was not seen that ${what} lasted to its end: ${fault.lasted.detail}.`] : []),
    ...(fault.healedAt === null ? [`It is not known that ${what} ever ended, so nothing was read after it.`] : []),
    ...(ordered ? [] : [`The times of ${what} make no sense: from ${fault.injectedAt} to ${fault.healedAt}.`]),
  ]
}

/** A probe with hardly any result while the fault lasted says nothing about it. */
export function probeReasons({ run, spans }: Analysis): string[] {
  const names = new Set(run.scenario.expect.map(({ of }) => of).filter((name) => run.probes[name] !== undefined))
  return [...names].flatMap((name) => spans.flatMap((span) => tooFew(name, run.probes[name] ?? [], span)))
}

function tooFew(name: string, results: ProbeResult[], span: Span): string[] {
  const { everyMs } = (PROBES as Record<string, { everyMs: number }>)[name] ?? PROBES.query
  const due = Math.floor((span.to - span.from) * (1000 / everyMs))
  const there = results.filter(({ at }) => isoSeconds(at) >= span.from && isoSeconds(at) <= span.to).length
  // Half of what was due, as a busy machine may be late.
  if (!Number.isFinite(due) || there >= Math.floor(due / 2)) return []
  return [`The probe ${name} has ${there} results during ${theFault(span.fault)}, where ${due} were due: too few to judge.`]
}

/** What found nothing to measure was not put to the test. */
export function findingReasons(_: Analysis, findings: Finding[]): string[] {
  return findings
    .filter(({ measured }) => measured === null)
    .map(({ series, check, detail }) => `The expectation ${check} of ${series} could not be judged: ${detail}.`)
}
