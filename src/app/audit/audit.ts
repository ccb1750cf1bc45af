import { LabError } from '../../lib/errors.ts'
import type { Advice, AuditAnswer, AuditGap, AuditStore } from '../../model/audit.ts'
import { type Access, type AccessOptions, openAccess } from '../../observe/access.ts'
import { DEFAULT_LOOKBACK_MS } from '../../observe/query-info.ts'
import { type StoreSamples, storeSamples } from '../../observe/store-samples.ts'
import type { Context } from '../context.ts'
import { adviceOf } from './advice.ts'
import { Budget, type AuditLimits, Stop } from './budget.ts'
import { type StepGrid, type ScrapeTarget, targetsOf } from './counts.ts'
import { coarseDraft, type Counts, verifiedPart } from './gaps.ts'
import { gridOf, mostSeries, samplesFor } from './grid.ts'
import { type SeriesPart, partOf } from './narrow.ts'
import { inconclusiveReasons, auditNotes } from './reasons.ts'
import { readCounts, seriesCount } from './reads.ts'
import { auditReplicas, replicaCounts } from './replica-counts.ts'
import { NO_REPLICA, replicaNamer } from './replica-names.ts'
import type { FileExpression } from './expressions.ts'
import { rangeLookup } from './range-lookup.ts'
import { rangeAdvice, type RangesFound } from './rules.ts'
import { auditedSelector } from './selectors.ts'
import { type Group, groupsOf, suspectsOf } from './suspects.ts'
import { type Inspection, inspectGroup, oncePerFault, toGap } from './inspect.ts'

export interface AuditRequest {
  /** How to reach Query. */
  access: AccessOptions
  sinceMs: number
  match: string | undefined
  /** Given on the command line; undefined: Query's own. */
  replicaLabels: string[] | undefined
  expressions: FileExpression[]
  /** How many gaps are read from raw samples. */
  worst: number
  limits: AuditLimits
}

/** The newest samples may take this long to reach every store, ms. */
const FRESH_MS = 1000

/**
 * Where a Thanos has gaps, in which replica, and why. Reads only, the cheap things first: what Query says of itself, then counts by steps,
 * then the raw samples of the worst gaps. What a limit or Ctrl-C leaves out is said in the answer. Throws `usage`, and what keeps Query
 * from answering.
 */
export async function audit(context: Context, request: AuditRequest): Promise<AuditAnswer> {
  const audited = auditedSelector(request.match)
  const budget = new Budget(request.limits, context.signal)
  const access = await context.progress.step('Ask Query what it is', () => opened(request.access, budget))
  const { query } = access
  const source = { access, given: request.replicaLabels, budget, warnings: new Set<string>() }
  const to = Date.now() - FRESH_MS
  const replicaLabels = request.replicaLabels ?? query.replicaLabels ?? []
  const known: Known = {
    request,
    audited,
    source,
    query,
    replicaLabels,
    lookbackMs: query.lookbackMs ?? DEFAULT_LOOKBACK_MS,
    grid: gridOf(to, request.sinceMs, 0, 0),
    nameOf: () => NO_REPLICA,
    targets: [],
    replicas: new Map(),
    groups: [],
    isCounted: false,
    part: undefined,
    left: [],
    gaps: [],
    stores: undefined,
    ranges: undefined,
    unread: [],
  }
  await context.progress.step('Count scrapes', (note) => untilStop(() => countScrapes(known, to, note)))
  if (known.groups.length > 0) await context.progress.step('Read the worst gaps', (note) => untilStop(() => inspectWorst(known, note)))
  if (request.expressions.length > 0 && known.isCounted)
    await context.progress.step('Check the ranges of the rules', () =>
      untilStop(async () => {
        known.ranges = await rangeAdvice(request.expressions, known.targets, rangeLookup(source, to))
      }),
    )
  return answerOf(known)
}

async function opened(options: AccessOptions, budget: Budget): Promise<Access> {
  try {
    const access = await openAccess(options, budget)
    budget.isOpen = true
    return access
  } catch (error) {
    if (budget.isInterrupted) throw new LabError('interrupted', 'Stopped before Query answered', { cause: error })
    throw error
  }
}

/** What a limit leaves out is no error. */
async function untilStop(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Stop)) throw error
  }
}

/** All that is known so far. */
interface Known extends Inspection {
  request: AuditRequest
  grid: StepGrid
  targets: ScrapeTarget[]
  replicas: Counts['replicas']
  groups: Group[]
  /** The counts are whole. */
  isCounted: boolean
  /** What was counted of the selector's series, where all are too many. */
  part: (SeriesPart & { series: number; all: number }) | undefined
  /** Groups that were not read. */
  left: Group[]
  gaps: AuditGap[]
  stores: Map<string, StoreSamples> | undefined
  /** Of rules and dashboards; undefined: not looked at. */
  ranges: RangesFound | undefined
  /** Why the raw samples of some groups could not be read, each once. */
  unread: string[]
}

async function countScrapes(known: Known, to: number, note: (text: string) => void): Promise<void> {
  const { source, audited, request, replicaLabels } = known
  const { budget } = source
  const window = { from: to - request.sinceMs, to }
  let series = await seriesCount(source, audited.selector, window)
  note(`${series} series`)
  const most = mostSeries(request.sinceMs, budget.samplesLeft)
  const part = series <= most ? undefined : await partOf(source, audited.selector, to, { series, most })
  const selector = part?.selector ?? audited.selector
  if (part !== undefined) {
    const all = series
    series = await seriesCount(source, selector, window)
    known.part = { ...part, series, all }
    note(`${series} of ${all} series`)
  }
  known.grid = gridOf(to, request.sinceMs, series, budget.samplesLeft)
  const counted = await readCounts(source, selector, known.grid, series, audited.isUp)
  known.nameOf = replicaNamer(
    counted.made.map(({ labels }) => labels),
    replicaLabels,
    known.query.stores,
  )
  known.targets = targetsOf(counted, known.grid, replicaLabels, known.nameOf)
  known.replicas = replicaCounts(known.targets, known.grid)
  known.groups = groupsOf(suspectsOf(known.targets, known.grid), known.targets.length)
  known.left = known.groups
  known.isCounted = true
  note(`${known.targets.length} targets, ${known.groups.length} suspicions`)
  budget.claim(1, 1)
  const counting = `count(count_over_time(${selector}[${Math.min(known.grid.stepMs, NEWEST_MS)}ms]))`
  known.stores = await storeSamples(source.access.address, counting, to)
}

/** What is counted by store is of the newest samples. */
const NEWEST_MS = 300_000

/** The worst groups are read until a limit is met; the others are told by their counts. */
async function inspectWorst(known: Known, note: (text: string) => void): Promise<void> {
  const { groups, request } = known
  const worst = groups.slice(0, request.worst)
  for (const [index, group] of worst.entries()) {
    note(`${index + 1} of ${worst.length}`)
    try {
      known.gaps.push(...(await inspectGroup(known, group, known)))
      known.left = known.left.filter((one) => one !== group)
    } catch (error) {
      // What its counts show stays.
      if (!(error instanceof LabError)) throw error
      if (!known.unread.includes(error.message)) known.unread.push(error.message)
    }
  }
}

function answerOf(known: Known): AuditAnswer {
  const { request, source, audited, query, replicaLabels, grid, targets, replicas } = known
  const { budget } = source
  const verified = known.left.flatMap((group) => verifiedPart(group) ?? [])
  const gaps = [...oncePerFault(known.gaps), ...verified.map((group) => toGap(known, coarseDraft(group, known), undefined, known))]
  const unverified = known.left.flatMap(({ suspects }) => suspects.filter(({ isVerified }) => !isVerified)).length
  const warnings = [...source.warnings]
  const stopped = known.isCounted ? undefined : budget.stopped
  const window = { from: grid.start + grid.stepMs, to: grid.start + grid.buckets * grid.stepMs }
  const part = known.part && { ...known.part, needed: samplesFor(request.sinceMs, known.part.all), maxSamples: request.limits.maxSamples }
  const reasons = inconclusiveReasons({
    part,
    query,
    replicaLabels,
    given: request.replicaLabels,
    targets,
    warnings,
    window,
    stopped,
    audited,
    unverified: gaps.length > 0 ? 0 : unverified,
  })
  const advice: Advice[] = [...adviceOf({ query, replicaLabels, targets, replicas }), ...(known.ranges?.advice ?? [])]
  return {
    schemaVersion: 1,
    url: source.access.address.url,
    verdict: reasons.length > 0 ? 'inconclusive' : gaps.length > 0 ? 'gaps' : 'none',
    reasons,
    from: window.from / 1000,
    to: window.to / 1000,
    stepMs: grid.stepMs,
    selector: audited.selector,
    query: {
      kind: query.kind,
      version: query.version ?? null,
      replicaLabels: request.replicaLabels ?? query.replicaLabels ?? null,
      algorithm: query.algorithm ?? null,
      lookbackMs: known.lookbackMs,
    },
    targets: targets.length,
    replicas: auditReplicas(replicas),
    stores: storesOf(known),
    gaps,
    advice,
    warnings,
    notes: [
      ...source.access.notes,
      ...auditNotes(gaps, {
        query,
        worst: request.worst,
        groups: known.groups.length,
        unread: known.unread,
        unverified,
        expressions: request.expressions.length,
        ranges: known.ranges,
        access: request.access,
        counted: known.isCounted && targets.length > 0,
      }),
    ],
    limits: {
      requests: budget.requests,
      samples: budget.samples,
      elapsedMs: Math.round(budget.elapsedMs),
      ...request.limits,
      ...(budget.stopped === undefined ? {} : { stopped: budget.stopped }),
    },
  }
}

function storesOf({ query, stores }: Known): AuditStore[] {
  return query.stores.map(({ name, type, healthy, lastError, labelSets }) => ({
    name,
    type,
    healthy,
    lastError,
    labelSets,
    ...takenFrom(stores?.get(name)),
  }))
}

/** Without its chunks, which say nothing of what a store has. */
function takenFrom(taken: StoreSamples | undefined): Omit<StoreSamples, 'chunks'> | undefined {
  if (taken === undefined) return undefined
  const { series, samples, ms } = taken
  return { series, samples, ms }
}
