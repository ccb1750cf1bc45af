import type { Finding, Journal } from '../../journal.ts'

/** What found nothing to measure was not put to the test. */
export function findingDoubts(_: Journal, findings: Finding[]): string[] {
  return findings
    .filter(({ measured }) => measured === null)
    .map(({ series, check, detail }) => `The expectation ${check} of ${series} could not be judged: ${detail}.`)
}
