import { z } from 'zod'
import { nearest, suggestion } from '../lib/suggest.ts'
import type { PartOf, Parts } from '../model/lab.ts'

export const ROLES = ['preferred', 'other', 'victim', 'survivor'] as const

/** Whether a word is a role, not a pod's or a workload's name. */
export function isRole(word: string): boolean {
  return ROLES.some((role) => role === word)
}

/** The arguments of steps that may name a role. */
export const ROLE_KEYS = ['replica', 'part', 'from', 'to', 'first', 'node-of'] as const

/** What of a lab an argument names; `beside` are arguments of the same map. */
export type Reference =
  | { to: 'replica' | 'part' | 'workload' | 'job' }
  | { to: 'container'; beside: readonly string[] }
  | { to: 'connected' | 'pod-count'; beside: string }

/** Which schemas name something of a lab. A value type registers itself; `referencesIn` finds it under `describe` and the like. */
export const referenceRegistry = z.registry<Reference>()

/** What may be named: words, and where a pod may be named, the form of its name (a regular expression). */
export interface Fitting {
  words: string[]
  pods?: string
}

/** What fits a reference wherever it stands, by the manifests; undefined where it names nothing. */
export function wordsFor(reference: Reference, { workloads, jobs }: Parts): Fitting | undefined {
  const names = workloads.map(({ name }) => name)
  switch (reference.to) {
    case 'replica':
      return { words: [...ROLES], pods: podForm(workloads.filter(({ numbered }) => numbered)) }
    case 'part':
    case 'connected':
      return { words: [...names, ...ROLES], pods: podForm(workloads) }
    case 'workload':
      return { words: names }
    case 'container':
      return { words: [...new Set(workloads.flatMap(({ containers }) => containers))] }
    case 'job':
      return { words: [...jobs] }
    case 'pod-count':
      return undefined
  }
}

function podForm(workloads: readonly PartOf[]): string {
  return `^(${workloads.map(({ name, numbered }) => `${name}-${numbered ? String.raw`\d+` : '[-a-z0-9]+'}`).join('|')})$`
}

/** The arguments of a map that name something of a lab, by their keys. */
export function referencesIn(schema: z.ZodType): Record<string, Reference> {
  if (!(schema instanceof z.ZodObject)) return {}
  const fields = Object.entries(schema.shape as Record<string, z.ZodType>)
  return Object.fromEntries(
    fields.flatMap(([key, field]) => [referenceRegistry.get(innermost(field))].flatMap((one) => (one ? [[key, one]] : []))),
  )
}

/** A field without `exactOptional()` and what else is around it. */
function innermost(field: z.ZodType): z.ZodType {
  const { innerType } = field._zod.def as { innerType?: z.ZodType }
  return innerType === undefined ? field : innermost(innerType)
}

/** A map of a scenario file, at its path, with which of its values name something of a lab. */
export interface Naming {
  path: readonly PropertyKey[]
  values: Record<string, unknown>
  references: Record<string, Reference>
}

/** What is known of every lab, and of one lab where there is one. */
interface Known extends Parts {
  /** How many replicas the lab has; undefined where no lab is known yet. */
  replicas: number | undefined
  /** Workload → the most pods that a step gives it. */
  podCounts: Map<string, number>
}

/** What is named and does not exist, by the manifests, and by the lab's number of replicas once that is known. */
export function misnamed(namings: readonly Naming[], parts: Parts, replicas?: number): { path: PropertyKey[]; message: string }[] {
  const known: Known = { ...parts, replicas, podCounts: podCountsIn(namings) }
  return namings.flatMap(({ path, values, references }) =>
    Object.entries(references).flatMap(([key, reference]) => {
      const word = values[key]
      const message = typeof word === 'string' ? wrongWith(word, reference, { values, known }) : undefined
      return message === undefined ? [] : [{ path: [...path, key], message }]
    }),
  )
}

function podCountsIn(namings: readonly Naming[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { values, references } of namings)
    for (const [key, reference] of Object.entries(references)) {
      if (reference.to !== 'pod-count') continue
      const workload = String(values[reference.beside])
      counts.set(workload, Math.max(counts.get(workload) ?? 0, Number(values[key]) || 0))
    }
  return counts
}

/** Why a word names nothing that exists; undefined where it does. */
function wrongWith(word: string, reference: Reference, { values, known }: { values: Naming['values']; known: Known }): string | undefined {
  switch (reference.to) {
    case 'replica':
      return wrongReplica(word, known)
    case 'part':
      return wrongPart(word, known)
    case 'workload': {
      const names = known.workloads.map(({ name }) => name)
      return names.includes(word) ? undefined : `there is no workload ${quoted(word)}${suggestion(word, names)}`
    }
    case 'job':
      return known.jobs.includes(word) ? undefined : `Prometheus has no job ${word}; it has ${listed(word, known.jobs)}`
    case 'container': {
      const owner = reference.beside.map((key) => values[key]).find((value) => typeof value === 'string')
      return owner === undefined ? undefined : wrongContainer(word, owner, known)
    }
    case 'connected':
      return wrongPart(word, known) ?? wrongEnd(word, values[reference.beside], known)
    case 'pod-count':
      return undefined
  }
}

function wrongReplica(word: string, { workloads, replicas }: Known): string | undefined {
  if (isRole(word)) return undefined
  const numbered = workloads.filter((workload) => workload.numbered)
  const number = numberIn(word)
  if (!numbered.some(({ name }) => `${name}-${number}` === word))
    return `${quoted(word)} is no replica${suggestion(
      word,
      numbered.map(({ name }) => `${name}-${number}`),
    )}`
  if (replicas === undefined || number < replicas) return undefined
  return `the lab has no replica ${word}; it has ${list(numbered.flatMap(({ name }) => podNames(name, replicas)))}`
}

function wrongPart(word: string, known: Known): string | undefined {
  const workload = workloadOf(word, known)
  const names = known.workloads.map(({ name }) => name)
  if (workload === undefined) return `there is no pod or workload ${quoted(word)}${suggestion(word, [...names, ...ROLES])}`
  const count = mostPods(workload, known)
  if (word === workload.name || isRole(word) || !workload.numbered || count === undefined || numberIn(word) < count) return undefined
  return `the lab has no pod ${word}; it has ${list(podNames(workload.name, count))}`
}

function wrongContainer(word: string, owner: string, known: Known): string | undefined {
  const workload = workloadOf(owner, known)
  if (workload === undefined || workload.containers.includes(word)) return undefined
  return `Pod ${isRole(owner) ? workload.name : owner} has no container ${word}; it has ${listed(word, workload.containers)}`
}

function wrongEnd(to: string, from: unknown, known: Known): string | undefined {
  const [source, target] = [workloadOf(String(from), known), workloadOf(to, known)]
  if (source === undefined || target === undefined || source.connectsTo.includes(target.name)) return undefined
  const others = source.connectsTo.length === 0 ? 'it opens none' : `it opens connections to ${list(source.connectsTo)}`
  return `${String(from)} opens no connections to ${to}; ${others}`
}

/** The workload that a pod, a workload or a role belongs to. Roles are the replicas. */
function workloadOf(word: string, { workloads }: Known): PartOf | undefined {
  return workloads.find(({ name, numbered }) => {
    if (word === name || (numbered && isRole(word))) return true
    return numbered ? `${name}-${numberIn(word)}` === word : word.startsWith(`${name}-`)
  })
}

/** How many pods a numbered workload has at most while the scenario runs; undefined where no lab is known. */
function mostPods({ name }: PartOf, { replicas, podCounts }: Known): number | undefined {
  return replicas === undefined ? undefined : Math.max(replicas, podCounts.get(name) ?? 0)
}

/** The number at the end of a pod's name; NaN where there is none. */
function numberIn(word: string): number {
  return Number(/-(\d+)$/.exec(word)?.[1])
}

function podNames(workload: string, count: number): string[] {
  return Array.from({ length: count }, (_, ordinal) => `${workload}-${ordinal}`)
}

/** The names that exist, and which of them was probably meant. */
function listed(word: string, names: readonly string[]): string {
  const meant = nearest(word, names)
  return `${list(names)}${meant === undefined ? '' : `; did you mean ${quoted(meant)}?`}`
}

function list(words: readonly string[]): string {
  return new Intl.ListFormat('en').format(words)
}

function quoted(word: string): string {
  return `'${word}'`
}
