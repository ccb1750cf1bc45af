import { count } from '../lib/format.ts'
import { Duration } from '../model/duration.ts'
import type { QuerySpec, Scenario } from '../model/scenario.ts'
import { counterCall } from './promql.ts'
import { isRole, misnamed, type Naming, type Reference, referencesIn, ROLE_KEYS } from './references.ts'
import type { ParsedScenario, Vocabulary } from './schema.ts'
import { readShare, readSpan, tooLong, valueTypes } from './value-types.ts'
import { keysOf } from './zod-messages.ts'

/** Something that does not fit, at a path into the file's value. */
export interface Misfit {
  path: PropertyKey[]
  message: string
}

type Entry = { path: PropertyKey[]; key: string; value: unknown }

/**
 * What the schema cannot see, because it takes several parts of the file together. It reads the raw value, whether the schema accepts it or
 * not, so that one run reports all mistakes.
 */
export function crossCheck(file: unknown, { faults, checks, parts }: Vocabulary): Misfit[] {
  const names = new Set(faults.map(({ name }) => name))
  return [
    ...reservedNames(file),
    ...earlySteps(entries(file, 'steps'), names),
    ...rolesWithoutQuery(file),
    ...refused(file, checks),
    ...missingFaults(file, names),
    ...misnamed(namings(file, faults), parts),
    ...limitMisfits(entries(file, 'expect')),
  ]
}

/** What only a lab shows of a valid scenario: a replica that the lab does not have, and limits that contradict each other once resolved. */
export function crossCheckOnLab(scenario: Scenario, { faults, parts }: Vocabulary, replicas?: number): Misfit[] {
  const file = asWritten(scenario)
  return [...misnamed(namings(file, faults), parts, replicas), ...limitMisfits(entries(file, 'expect'))]
}

/** The durations that are too long at that scrape interval, in milliseconds. */
export function longDurations(scenario: ParsedScenario, intervalMs: number): Misfit[] {
  const file = asWritten(scenario)
  const durations = [...entries(file, 'steps'), ...entries(file, 'expect')].flatMap(({ path, value }) => durationsIn(value, path))
  return durations.flatMap(({ path, duration }) => {
    const message = tooLong(duration, intervalMs)
    return message === undefined ? [] : [{ path, message }]
  })
}

function durationsIn(value: unknown, path: PropertyKey[]): { path: PropertyKey[]; duration: Duration }[] {
  if (value instanceof Duration) return [{ path, duration: value }]
  return keysOf(value).flatMap((key) => durationsIn(part(value, key), [...path, key]))
}

/** A scenario with the maps of its file, so that a path into it is one into the file. */
function asWritten({ observe, steps, expect }: ParsedScenario): unknown {
  return {
    observe,
    steps: steps.map((step) => ('fault' in step ? { [step.fault]: step.args } : step)),
    expect: expect.map(({ of, check, limits }) => ({ [of]: { [check]: limits } })),
  }
}

/** Everything that names something of a lab: what is observed, which replica is waited for, and the arguments of faults. */
function namings(file: unknown, faults: Vocabulary['faults']): Naming[] {
  const replica: Record<string, Reference> = { replica: { to: 'replica' } }
  const observed = part(file, 'observe')
  const all = [
    ...keysOf(observed).map((key) => ({ path: ['observe', key], value: part(observed, key), references: replica })),
    ...entries(file, 'steps').map(({ path, key, value }) => {
      const fault = faults.find(({ name }) => name === key)
      return { path, value, references: fault === undefined ? (key === 'until' ? replica : {}) : referencesIn(fault.args(valueTypes)) }
    }),
  ]
  return all.flatMap(({ path, value, references }) =>
    keysOf(value).length === 0 ? [] : [{ path, values: value as Record<string, unknown>, references }],
  )
}

/** Names that every object of JavaScript has; of them, zod skips `__proto__` silently. */
function reservedNames(file: unknown): Misfit[] {
  return keysOf(part(file, 'observe')).flatMap((name) =>
    name in {} ? [{ path: ['observe', name], message: `a series cannot be named '${name}'` }] : [],
  )
}

/** Steps that need a fault before any is injected. A key that is no step may be a misspelt fault: then nothing is sure. */
function earlySteps(steps: Entry[], faults: ReadonlySet<string>): Misfit[] {
  const injected = new Set<string>()
  return steps.flatMap(({ path, key, value }): Misfit[] => {
    const early = injected.size === 0 ? rolesIn(value).filter(({ role }) => role === 'victim' || role === 'survivor') : []
    const uninjected =
      key === 'heal' && faults.has(String(value)) && !injected.has(String(value)) && [...injected].every((each) => faults.has(each))
    if (!['wait', 'until', 'heal'].includes(key)) injected.add(key)
    if (uninjected) return [{ path, message: `no step before this one injects '${String(value)}'` }]
    return early.map(({ key: at, role }) => ({
      path: [...path, at],
      message: `no replica is hit before this step, so there is no '${role}' yet`,
    }))
  })
}

/** The first series that is read through Query determines the preferred replica. */
function rolesWithoutQuery(file: unknown): Misfit[] {
  const observed = part(file, 'observe')
  if (hasMerged(observed)) return []
  const series = keysOf(observed).map((name) => ({ path: ['observe', name], value: part(observed, name) }))
  return [...series, ...entries(file, 'steps')].flatMap(({ path, value }): Misfit[] => {
    const roles = rolesIn(value).filter(({ role }) => role === 'preferred' || role === 'other')
    return roles.map(({ key, role }) => ({
      path: [...path, key],
      message: `'${role}' needs an observed series that is read through Query (one with 'samples', without 'via' and 'replica')`,
    }))
  })
}

/** What a check refuses of the query that it is expected of. */
function refused(file: unknown, checks: Vocabulary['checks']): Misfit[] {
  const observed = part(file, 'observe')
  return entries(file, 'expect').flatMap(({ path, key, value }) => {
    const spec = part(observed, key)
    const query = part(spec, 'query')
    if (typeof query !== 'string') return []
    return checks.flatMap(({ name, refuses }): Misfit[] => {
      const why = keysOf(value).includes(name) ? refuses?.(spec as QuerySpec, counterCall(query)) : undefined
      return why === undefined ? [] : [{ path: [...path, name], message: `'${name}' ${why}` }]
    })
  })
}

/** Faults have numbers in the order of the steps. A key that is no step may be a misspelt fault: then nothing is sure. */
function missingFaults(file: unknown, faults: ReadonlySet<string>): Misfit[] {
  const steps = entries(file, 'steps').map(({ key }) => key)
  const injected = steps.filter((key) => !['wait', 'until', 'heal'].includes(key))
  if (!injected.every((key) => faults.has(key))) return []
  return entries(file, 'expect').flatMap(({ path, value }) =>
    keysOf(value).flatMap((check): Misfit[] => {
      const number = part(part(value, check), 'fault')
      if (typeof number !== 'number' || number <= injected.length) return []
      return [
        { path: [...path, check, 'fault'], message: `the scenario has ${count(injected.length, 'fault')}: there is no fault ${number}` },
      ]
    }),
  )
}

function limitMisfits(expectations: Entry[]): Misfit[] {
  return expectations.flatMap(({ path, value }) => keysOf(value).flatMap((check) => limitMisfit([...path, check], part(value, check))))
}

function limitMisfit(path: PropertyKey[], limits: unknown): Misfit[] {
  if (typeof limits !== 'object' || limits === null) return []
  const written = keysOf(limits)
  if (written.length === 0) return [{ path, message: "expected a limit, 'at-least' or 'at-most': without one it would always pass" }]
  const least = sizeOf(part(limits, 'at-least'))
  const most = sizeOf(part(limits, 'at-most'))
  if (least?.size === 0) return [{ path: [...path, 'at-least'], message: "'at-least' 0 always passes" }]
  if (least === undefined || most === undefined || least.unit !== most.unit || least.size <= most.size) return []
  return [{ path: [...path, 'at-least'], message: "'at-least' is more than 'at-most'" }]
}

/** Limits are compared where their units are the same. In a resolved scenario all are numbers. */
function sizeOf(limit: unknown): { unit: string; size: number } | undefined {
  const number = typeof limit === 'number' && limit > 1 ? limit : readShare(limit)
  if (number !== undefined) return { unit: 'number', size: number }
  const span = typeof limit === 'string' ? readSpan(limit) : undefined
  if (span === undefined) return undefined
  return 'ms' in span ? { unit: 'ms', size: span.ms } : { unit: 'scrapes', size: span.scrapes }
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
