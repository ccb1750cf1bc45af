import { z } from 'zod'
import { anyOf, suggestion } from '../nearest.ts'

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

/**
 * A complaint of zod's in plain words: its error map. One line, but for unknown keys: a line for each of `issue.keys`.
 * Undefined leaves it to zod's own words.
 */
export function sentence(issue: Issue): string | undefined {
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue.keys, knownKeys(issue.inst))
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

/** One line a key. */
export function unknownKeys(keys: readonly string[], known: readonly string[]): string {
  return keys.map((key) => `${found(key)} is not known here${suggestion(key, known)}`).join('\n')
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
