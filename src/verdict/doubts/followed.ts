import type { FaultEntry, Journal } from '../../journal.ts'
import { type Claim, absenceClaims } from '../claims.ts'
import { replicasHit } from '../spans.ts'
import { theFault } from '../words.ts'

/** Where Query is said to have filled a hole, the fault must have hit the replica that Query was answering from. */
export function followedDoubts(journal: Journal): string[] {
  const claims = absenceClaims(journal).filter(({ series }) => series.via === 'query')
  return journal.faults.length === 0 ? [] : claims.flatMap((claim) => doubtsOf(claim, journal))
}

function doubtsOf({ name, series }: Claim, journal: Journal): string[] {
  const { faults } = journal
  const hits = faults.filter((fault) => replicasHit(fault, journal).length > 0)
  const [first] = hits
  if (first === undefined) return [`No fault hit a replica, so there was no hole that Query could have filled in ${name}.`]
  // Of several faults, one on the replica that was followed is enough to put Query to the test.
  const followed = (fault: FaultEntry) => replicasHit(fault, journal).find((replica) => replica === fault.preferred?.[name])
  const hit = hits.find((fault) => followed(fault) !== undefined)
  if (hit === undefined) return [notFollowed(name, first, replicasHit(first, journal))]
  // The question before the fault tells only about the first one.
  return hit === faults[0] ? contradiction(name, series, followed(hit) ?? '') : []
}

function notFollowed(name: string, fault: FaultEntry, replicas: string[]): string {
  const followed = fault.preferred?.[name]
  if (!followed) return `It could not be told which replica Query was following for ${name} before ${theFault(fault)}.`
  return `Query was following ${followed} for ${name} when ${replicas.join(', ')} was hit: this ${fault.fault} proves nothing.`
}

/** The journal's own samples must bear out what it says of Query's choice. */
function contradiction(name: string, { before }: Claim['series'], replica: string): string[] {
  const last = before?.samples.at(-1)
  if (before === undefined || last === undefined) return []
  const own = before.replicas[replica] ?? []
  if (own.some(([time]) => Math.abs(time - last[0]) < 0.0005)) return []
  return [`The run says that Query was following ${replica} for ${name}, but its last sample before the fault is not one of ${replica}'s.`]
}
