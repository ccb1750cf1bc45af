import { LabError } from '../../lib/errors.ts'
import { type AuditSource, valuesAt } from './reads.ts'
import type { RangeLookup } from './rules.ts'

/** So many selectors are looked up, each once: rules have hundreds. */
const MOST = 40
/** What a recorded series' interval is measured over, ms. */
const MEASURED_MS = 1_200_000
/** A selector's jobs, at most. */
const JOBS = 1000

/** Reads of Query, within the budget, how often series have a sample. What it refuses is not known. Throws Stop. */
export function rangeLookup(source: AuditSource, at: number): RangeLookup {
  const known = new Map<string, Promise<{ labels: Record<string, string>; value: number }[] | undefined>>()
  const look = (query: string, samples: number) => {
    const found = known.get(query) ?? (known.size < MOST ? read(query, samples) : Promise.resolve(undefined))
    known.set(query, found)
    return found
  }
  async function read(query: string, samples: number) {
    try {
      return await valuesAt(source, query, at, samples)
    } catch (error) {
      if (error instanceof LabError) return undefined
      throw error
    }
  }
  return {
    async jobsOf(selector) {
      const found = await look(`count by (job) (${selector})`, JOBS)
      return found?.map(({ labels }) => labels['job'] ?? '')
    },
    async intervalOf(selector) {
      const found = await look(`quantile(0.5, count_over_time(${selector}[${MEASURED_MS}ms]))`, 1)
      const count = found?.[0]?.value
      // Of fewer, a sample more or less is too much.
      return count === undefined || count < 4 ? undefined : Math.round(MEASURED_MS / count / 1000) * 1000
    },
  }
}
