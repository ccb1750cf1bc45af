import type { Finding, Journal, ProbeResult } from '../../model/run.ts'
import { faultSpans, type Span } from '../spans.ts'
import { theFault } from '../words.ts'

/** A run that stopped early, that expects nothing, or whose expectations anything would meet, shows nothing. */
export function runReasons(journal: Journal, findings: Finding[]): string[] {
  const { scrapeIntervalMs } = journal.settings
  return [
    ...(journal.interrupted === true ? ['The run was stopped before its last step.'] : []),
    ...(journal.troubles ?? []).map((trouble) => `The run did not go as written: ${trouble.replace(/\.$/, '')}.`),
    ...(findings.length === 0 ? ['The scenario expects nothing, so there is nothing to be right or wrong.'] : []),
    ...(scrapeIntervalMs > 0
      ? []
      : ["The run does not say the lab's scrape interval, so its gaps cannot be told from ordinary distances."]),
    ...journal.plan.expect
      .filter(({ limits }) => Object.values(limits).every((limit) => limit === undefined))
      .map(({ of, check }) => `The expectation ${check} of ${of} sets no limit: anything would hold.`),
  ]
}

/** Nothing follows from a run in which nothing was broken for certain, or in which it stayed broken. */
export function faultReasons(journal: Journal): string[] {
  if (journal.faults.length === 0) return ['No fault was injected: when nothing breaks, nothing is verified.']
  return faultSpans(journal).flatMap(doubtsOf)
}

function doubtsOf({ fault, from, to }: Span): string[] {
  const what = theFault(fault)
  // Written so that a time that cannot be read is a doubt too.
  const ordered = from <= to
  return [
    ...(fault.evidence.verified ? [] : [`It is not proven that ${what} happened: ${fault.evidence.detail}.`]),
    ...(fault.healedAt === null ? [`It is not known that ${what} ever ended, so nothing was seen after it.`] : []),
    ...(ordered ? [] : [`The times of ${what} make no sense: from ${fault.injectedAt} to ${fault.healedAt}.`]),
  ]
}

/** What found nothing to measure was not put to the test. */
export function findingReasons(_: Journal, findings: Finding[]): string[] {
  return findings
    .filter(({ measured }) => measured === null)
    .map(({ series, check, detail }) => `The expectation ${check} of ${series} could not be judged: ${detail}.`)
}

/** Beats of a steady probe each second (contract, "A scenario file"); `stores` asks once. */
const BEATS = 5
const BEATS_OF_STORES = 1

/** A steady probe that hardly beat while the fault lasted tells nothing about it. */
export function probeReasons(journal: Journal): string[] {
  const names = new Set(journal.plan.expect.map(({ of }) => of).filter((name) => journal.probes[name] !== undefined))
  const spans = faultSpans(journal)
  return [...names].flatMap((name) => spans.flatMap((span) => thin(name, journal.probes[name] ?? [], span)))
}

function thin(name: string, beats: ProbeResult[], span: Span): string[] {
  const due = Math.floor((span.to - span.from) * (name === 'stores' ? BEATS_OF_STORES : BEATS))
  const times = beats.map(({ at }) => Date.parse(at) / 1000)
  const there = times.filter((time) => time >= span.from && time <= span.to).length
  // Half of what was due, as a busy machine may beat late.
  if (!Number.isFinite(due) || there >= Math.floor(due / 2)) return []
  return [`The steady probe ${name} beat ${there} times during ${theFault(span.fault)}, where ${due} were due: too few to tell.`]
}
