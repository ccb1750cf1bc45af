import type { FaultEntry, Journal } from '../../journal.ts'
import { type Claim, absenceClaims } from '../claims.ts'
import { theFault } from '../words.ts'

/** Where Query is said to have filled a hole, the fault must have hit the replica that Query was answering from. */
export function followedDoubts(journal: Journal): string[] {
  const claims = absenceClaims(journal).filter(({ series }) => series.via === 'query')
  return journal.faults.length === 0 ? [] : claims.flatMap((claim) => doubtsOf(claim, journal.faults))
}

function doubtsOf({ name, series }: Claim, faults: FaultEntry[]): string[] {
  const hits = faults.filter(({ replica }) => replica !== undefined)
  const [first] = hits
  if (first === undefined) return [`No fault hit a replica, so there was no hole that Query could have filled in ${name}.`]
  // Of several faults, one on the replica that was followed is enough to put Query to the test.
  const hit = hits.find((fault) => fault.preferred?.[name] === fault.replica)
  if (hit === undefined) return [notFollowed(name, first)]
  // The question before the fault tells only about the first one.
  return hit === faults[0] ? contradiction(name, series, hit) : []
}

function notFollowed(name: string, fault: FaultEntry): string {
  const followed = fault.preferred?.[name]
  if (!followed) return `It could not be told which replica Query was following for ${name} before ${theFault(fault)}.`
  return `Query was following ${followed} for ${name} when ${fault.replica} was hit: this ${fault.fault} proves nothing.`
}

/** The journal's own samples must bear out what it says of Query's choice. */
function contradiction(name: string, { before }: Claim['series'], { replica = '' }: FaultEntry): string[] {
  const last = before?.samples.at(-1)
  if (before === undefined || last === undefined) return []
  const own = before.replicas[replica] ?? []
  if (own.some(([time]) => Math.abs(time - last[0]) < 0.0005)) return []
  return [`The run says that Query was following ${replica} for ${name}, but its last sample before the fault is not one of ${replica}'s.`]
}
