import { counterCall } from './promql.ts'
import { misnamed, type Naming, type Reference, referencesIn } from './references.ts'
import type { Vocabulary } from './schema.ts'
import { isRole, readShare, readSpan, ROLE_KEYS, valueTypes } from './value-types.ts'
import { keysOf } from './zod-messages.ts'

/** Something that does not fit, at a path into the file's value. */
export interface Misfit {
  path: PropertyKey[]
  message: string
}

/** What only a lab tells. */
export interface LabFacts {
  intervalMs?: number
  replicas?: number
}

type Entry = { path: PropertyKey[]; key: string; value: unknown }

/**
 * What the schema cannot see, as it takes several parts of the file together. It reads the raw value, whole or not, so
 * that it complains in the same breath as the schema. The lab's interval and number of replicas are left out until it is known.
 */
export function crossCheck(file: unknown, { faults, parts }: Vocabulary, { intervalMs, replicas }: LabFacts = {}): Misfit[] {
  const names = new Set(faults.map(({ name }) => name))
  return [
    ...nameless(file),
    ...untimely(entries(file, 'steps'), names),
    ...unfollowed(file),
    ...unrefreshed(file),
    ...uncounted(file),
    ...unnumbered(file, names),
    ...misnamed(namings(file, faults), parts, replicas),
    ...limitMisfits(entries(file, 'expect'), intervalMs),
  ]
}

// Everything that names something of a lab: what is observed, who is waited for, and the arguments of faults.
function namings(file: unknown, faults: Vocabulary['faults']): Naming[] {
  const kit = valueTypes(1000)
  const replica: Record<string, Reference> = { replica: { to: 'replica' } }
  const observed = part(file, 'observe')
  const all = [
    ...keysOf(observed).map((key) => ({ path: ['observe', key], value: part(observed, key), references: replica })),
    ...entries(file, 'steps').map(({ path, key, value }) => {
      const fault = faults.find(({ name }) => name === key)
      return { path, value, references: fault === undefined ? (key === 'until' ? replica : {}) : referencesIn(fault.args(kit)) }
    }),
  ]
  return all.flatMap(({ path, value, references }) =>
    keysOf(value).length === 0 ? [] : [{ path, values: value as Record<string, unknown>, references }],
  )
}

// zod passes over this one key without a word.
function nameless(file: unknown): Misfit[] {
  const series = keysOf(part(file, 'observe'))
  return series.includes('__proto__') ? [{ path: ['observe', '__proto__'], message: "a series cannot be named '__proto__'" }] : []
}

// Steps that speak of a fault before any is played. A key that is no step may be a misspelt fault: then nothing is sure.
function untimely(steps: Entry[], faults: ReadonlySet<string>): Misfit[] {
  const played = new Set<string>()
  return steps.flatMap(({ path, key, value }): Misfit[] => {
    const early = played.size === 0 ? rolesIn(value).filter(({ role }) => role === 'victim' || role === 'survivor') : []
    const unplayed =
      key === 'heal' && faults.has(String(value)) && !played.has(String(value)) && [...played].every((each) => faults.has(each))
    if (!['wait', 'until', 'heal'].includes(key)) played.add(key)
    if (unplayed) return [{ path, message: `'${String(value)}' is not played before this step` }]
    return early.map(({ key: at, role }) => ({
      path: [...path, at],
      message: `no replica is hit before this step, so there is no '${role}' yet`,
    }))
  })
}

// Whom Query prefers is told by the first series read through it.
function unfollowed(file: unknown): Misfit[] {
  const observed = part(file, 'observe')
  if (hasMerged(observed)) return []
  const series = keysOf(observed).map((name) => ({ path: ['observe', name], value: part(observed, name) }))
  return [...series, ...entries(file, 'steps')].flatMap(({ path, value }): Misfit[] => {
    const followed = rolesIn(value).filter(({ role }) => role === 'preferred' || role === 'other')
    return followed.map(({ key, role }) => ({
      path: [...path, key],
      message: `'${role}' is told by the first series read through Query, and none is observed (one without 'via' and 'replica')`,
    }))
  })
}

// Only the Service answers another time from another replica.
function unrefreshed(file: unknown): Misfit[] {
  const observed = part(file, 'observe')
  return entries(file, 'expect').flatMap(({ path, key, value }): Misfit[] => {
    const spec = part(observed, key)
    const wrong = keysOf(value).includes('inconsistent-answers') && part(spec, 'query') !== undefined && part(spec, 'via') !== 'service'
    return wrong
      ? [
          {
            path: [...path, 'inconsistent-answers'],
            message: `'inconsistent-answers' is for a query through the Service: ${key} has no 'via: service'`,
          },
        ]
      : []
  })
}

// Of anything else the model does not know what Query makes.
function uncounted(file: unknown): Misfit[] {
  const observed = part(file, 'observe')
  return entries(file, 'expect').flatMap(({ path, key, value }): Misfit[] => {
    const spec = part(observed, key)
    const [query, elsewhere] = [part(spec, 'query'), ['via', 'replica', 'dedup'].some((word) => part(spec, word) !== undefined)]
    const wrong =
      keysOf(value).includes('rate-matches-model') && typeof query === 'string' && (elsewhere || counterCall(query) === undefined)
    return wrong
      ? [
          {
            path: [...path, 'rate-matches-model'],
            message: `'rate-matches-model' is for rate(SELECTOR[RANGE]) or increase(…) through Query, and nothing else: ${key} is not`,
          },
        ]
      : []
  })
}

// Faults are counted as they are played. A key that is no step may be a misspelt one: then nothing is sure.
function unnumbered(file: unknown, faults: ReadonlySet<string>): Misfit[] {
  const steps = entries(file, 'steps').map(({ key }) => key)
  const played = steps.filter((key) => !['wait', 'until', 'heal'].includes(key))
  if (!played.every((key) => faults.has(key))) return []
  return entries(file, 'expect').flatMap(({ path, value }) =>
    keysOf(value).flatMap((check): Misfit[] => {
      const number = part(part(value, check), 'fault')
      if (typeof number !== 'number' || number <= played.length) return []
      return [{ path: [...path, check, 'fault'], message: `only ${played.length} faults are played: there is no fault ${number}` }]
    }),
  )
}

function limitMisfits(expectations: Entry[], intervalMs?: number): Misfit[] {
  return expectations.flatMap(({ path, value }) =>
    keysOf(value).flatMap((check) => limitMisfit([...path, check], part(value, check), intervalMs)),
  )
}

function limitMisfit(path: PropertyKey[], limits: unknown, intervalMs?: number): Misfit[] {
  if (typeof limits !== 'object' || limits === null) return []
  const written = keysOf(limits)
  if (written.length === 0) return [{ path, message: "expected a limit, 'at-least' or 'at-most': without one it would always hold" }]
  const least = sizeOf(part(limits, 'at-least'), intervalMs)
  const most = sizeOf(part(limits, 'at-most'), intervalMs)
  if (least?.size === 0) return [{ path: [...path, 'at-least'], message: "'at-least' 0 always holds" }]
  if (least === undefined || most === undefined || least.unit !== most.unit || least.size <= most.size) return []
  return [{ path: [...path, 'at-least'], message: "'at-least' is more than 'at-most'" }]
}

// Comparable where the units are the same; scrapes are time once a lab's interval is known.
function sizeOf(limit: unknown, intervalMs?: number): { unit: string; size: number } | undefined {
  if (typeof limit === 'number' && limit > 1) return { unit: 'share', size: limit }
  const share = readShare(limit)
  if (share !== undefined) return { unit: 'share', size: share }
  const span = typeof limit === 'string' ? readSpan(limit) : undefined
  if (span === undefined) return undefined
  if ('ms' in span) return { unit: 'ms', size: span.ms }
  return intervalMs === undefined ? { unit: 'scrapes', size: span.scrapes } : { unit: 'ms', size: span.scrapes * intervalMs }
}

function hasMerged(observed: unknown): boolean {
  return keysOf(observed).some((name) => {
    const spec = part(observed, name)
    return part(spec, 'query') === undefined && part(spec, 'via') === undefined && part(spec, 'replica') === undefined
  })
}

function entries(file: unknown, list: 'steps' | 'expect'): Entry[] {
  const items = part(file, list)
  if (!Array.isArray(items)) return []
  return items.flatMap((item: unknown, index) => keysOf(item).map((key) => ({ path: [list, index, key], key, value: part(item, key) })))
}

/** The roles that a step or an observed series names, by the key that names each. */
function rolesIn(value: unknown): { key: string; role: string }[] {
  return ROLE_KEYS.flatMap((key) => {
    const role = part(value, key)
    return typeof role === 'string' && isRole(role) ? [{ key, role }] : []
  })
}

function part(value: unknown, key: string): unknown {
  return keysOf(value).includes(key) ? (value as Record<string, unknown>)[key] : undefined
}
