import { z } from 'zod'
import { anyOf, suggestion } from '../nearest.ts'
import { found, sentence } from './sentence.ts'

export interface OneKey<T> {
  /** What such a map is, with its article: `a step`. */
  noun: string
  /** Key → what its value is. */
  choices: Record<string, z.ZodType>
  build(key: string, value: never): T
}

const known = new WeakMap<object, Record<string, z.ZodType>>()

/**
 * A map with one key, which says what its value must be. Unlike a union of zod's it looks at the key first, so that a
 * complaint is about the very word that is wrong.
 */
export function oneKey<T>(options: OneKey<T>): z.ZodType<T> {
  const choices = new Map(Object.entries(options.choices))
  const schema = z.unknown().transform((input, context) => {
    const keys = keysOf(input)
    if (keys.length === 0) context.addIssue(expected(options, input))
    const wrong = strangers(keys, options)
    if (wrong.length > 0) context.addIssue({ code: 'unrecognized_keys', keys: wrong.map(([key]) => key), message: linesOf(wrong) })
    const key = keys.find((each) => choices.has(each))
    if (key === undefined) return z.NEVER
    const result = choices.get(key)!.safeParse((input as Record<string, unknown>)[key], { error: sentence })
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
function strangers<T>(keys: readonly string[], { noun, choices }: OneKey<T>): [key: string, complaint: string][] {
  const words = Object.keys(choices)
  const first = keys.find((key) => words.includes(key))
  return keys.flatMap((key): [string, string][] => {
    if (!words.includes(key)) return [[key, `${found(key)} is not ${noun}${suggestion(key, words)}`]]
    return key === first ? [] : [[key, `${noun} has one key, and it is '${first}' here; give '${key}' an entry of its own`]]
  })
}

function linesOf(wrong: readonly [string, string][]): string {
  return wrong.map(([, complaint]) => complaint).join('\n')
}

function expected<T>({ noun, choices }: OneKey<T>, input: unknown): string {
  const instead = found(input) === 'a map' ? 'an empty one' : found(input)
  return `expected ${noun}, a map with one key (${anyOf(Object.keys(choices))}), found ${instead}`
}
