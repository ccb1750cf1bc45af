import type { Finding, Journal } from '../../journal.ts'

/** A run that stopped early, that expects nothing, or whose expectations anything would meet, shows nothing. */
export function planDoubts(journal: Journal, findings: Finding[]): string[] {
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
