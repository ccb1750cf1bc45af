import { z } from 'zod'
import { anyOf, nearest, suggestion } from '../lib/suggest.ts'

type Issue = z.core.$ZodRawIssue

const KINDS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
}

/** A key that does not belong where it stands. */
export interface Stranger {
  key: string
  complaint: string
  /** The key that it was probably meant to be. */
  meant?: string | undefined
}

/** By an issue's list of keys, which zod passes on unchanged: an error map can only set the message of an issue. */
const strangersOf = new WeakMap<readonly string[], readonly Stranger[]>()

/** The keys of an issue about keys, each with what is wrong with it; undefined for an issue that `strange` did not make. */
export function strangers(keys: readonly string[]): readonly Stranger[] | undefined {
  return strangersOf.get(keys)
}

/** Keeps what is wrong with each key of an issue, for `strangers`; the issue's message. */
export function strange(keys: readonly string[], wrong: readonly Stranger[]): string {
  strangersOf.set(keys, wrong)
  return wrong.map(({ complaint }) => complaint).join('\n')
}

/** A complaint of zod's in plain words: its error map. Undefined leaves it to zod's own words. */
export function issueSentence(issue: Issue): string | undefined {
  if (issue.code === 'unrecognized_keys') return strange(issue.keys, unknownKeys(issue.keys, knownKeys(issue.inst)))
  if (issue.input === undefined && issue.path?.length) return `'${String(issue.path.at(-1))}' is missing`
  if (issue.code === 'invalid_type') return `expected ${KINDS[issue.expected] ?? issue.expected}, found ${found(issue.input)}`
  if (issue.code === 'invalid_value') return wrongWord(issue.values.map(String), issue.input)
  if (issue.code === 'too_small')
    return `expected ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}, found ${found(issue.input)}`
  if (issue.code === 'too_big') return `expected ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}, found ${found(issue.input)}`
  if (issue.code === 'invalid_union') return branches(issue.errors)
  return undefined
}

/** A value as it is named in a complaint. */
export function found(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  if (typeof value !== 'string') return String(value)
  const line = value.replaceAll(/\p{Cc}/gu, ' ')
  return `'${line.length > 60 ? `${line.slice(0, 60)}…` : line}'`
}

/** For a schema's `error`: what was expected there, and what was found; left to `sentence` where there is nothing at all. */
export function unlessMissing(expected: string): (issue: { input?: unknown }) => string | undefined {
  return ({ input }) => (input === undefined ? undefined : `${expected}, found ${found(input)}`)
}

function unknownKeys(keys: readonly string[], known: readonly string[]): Stranger[] {
  return keys.map((key) => ({ key, complaint: `${found(key)} is not known here${suggestion(key, known)}`, meant: nearest(key, known) }))
}

function wrongWord(words: readonly string[], input: unknown): string {
  if (typeof input !== 'string') return `expected ${anyOf(words)}, found ${found(input)}`
  return `${found(input)} does not fit${suggestion(input, words)}`
}

function knownKeys(schema: unknown): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape as object) : []
}

function branches(errors: readonly (readonly z.core.$ZodIssue[])[]): string {
  return [...new Set(errors.flatMap(([first]) => (first === undefined ? [] : [first.message])))].join('; or ')
}

export interface OneKey<T> {
  /** What such a map is, with its article: `a step`. */
  noun: string
  /** Key → what its value is. */
  choices: Record<string, z.ZodType>
  build(key: string, value: never): T
}

const known = new WeakMap<object, Record<string, z.ZodType>>()

/**
 * A map with one key, which says what its value must be. Unlike a union of zod's it reads the key first, so that a
 * complaint is about the very word that is wrong.
 */
export function oneKey<T>(options: OneKey<T>): z.ZodType<T> {
  const choices = new Map(Object.entries(options.choices))
  const schema = z.unknown().transform((input, context) => {
    const keys = keysOf(input)
    if (keys.length === 0) context.addIssue(expectedKey(options, input))
    const wrong = strangersAmong(keys, options)
    const named = wrong.map(({ key }) => key)
    if (wrong.length > 0) context.addIssue({ code: 'unrecognized_keys', keys: named, message: strange(named, wrong) })
    const key = keys.find((each) => choices.has(each))
    if (key === undefined) return z.NEVER
    const result = choices.get(key)!.safeParse((input as Record<string, unknown>)[key], { error: issueSentence })
    if (result.success) return options.build(key, result.data as never)
    for (const issue of result.error.issues) context.addIssue({ ...issue, path: [key, ...issue.path] } as z.core.$ZodSuperRefineIssue)
    return z.NEVER
  })
  known.set(schema, options.choices)
  return schema
}

/** The choices of a schema that `oneKey` made; undefined for any other. */
export function choicesOf(schema: object): Record<string, z.ZodType> | undefined {
  return known.get(schema)
}

/** The keys of a map; none where it is no map. */
export function keysOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : []
}

// Keys that are unknown, and those that come second, each with what is wrong with it.
function strangersAmong<T>(keys: readonly string[], { noun, choices }: OneKey<T>): Stranger[] {
  const words = Object.keys(choices)
  const first = keys.find((key) => words.includes(key))
  return keys.flatMap((key): Stranger[] => {
    if (!words.includes(key))
      return [{ key, complaint: `${found(key)} is not ${noun}${suggestion(key, words)}`, meant: nearest(key, words) }]
    return key === first ? [] : [{ key, complaint: `${noun} has one key, and it is '${first}' here; give '${key}' an entry of its own` }]
  })
}

function expectedKey<T>({ noun, choices }: OneKey<T>, input: unknown): string {
  const instead = found(input) === 'a map' ? 'an empty one' : found(input)
  return `expected ${noun}, a map with one key (${anyOf(Object.keys(choices))}), found ${instead}`
}
