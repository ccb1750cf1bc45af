import { z, type ZodType } from 'zod'
import type { Duration, Parsed } from '../model/duration.ts'
import type { Limits } from '../model/scenario.ts'

/* Limits with words of their own, for checks that `bounds` (check.ts) does not fit. */

/** None, or at least one that matches. */
export type NoneOrMatching = Limits & ({ 'at-most': 0 } | { matching: string; 'at-least': 1 })

/** `none`, or `{ matching: 'keepalive' }`: at least one that matches. */
export function noneOrMatching(): ZodType<NoneOrMatching> {
  const none = z.literal('none').transform((): NoneOrMatching => ({ 'at-most': 0 }))
  const expression = z.string().superRefine((text, context) => {
    const wrong = expressionError(text)
    if (wrong !== undefined) context.addIssue({ code: 'custom', message: `expected a regular expression, found '${text}': ${wrong}` })
  })
  const matching = z.strictObject({ matching: expression.describe('A regular expression; at least one must match it.') })
  return z.union([none, matching.transform(({ matching: text }): NoneOrMatching => ({ matching: text, 'at-least': 1 }))], {
    error: (issue) => (issue.code === 'invalid_union' ? inside(issue.input, issue.errors) : undefined),
  })
}

/** One of some words, and none that is otherwise. */
export type OneWord<W extends string = string> = Limits & { is: W; 'at-most': 0 }

export function oneWord<W extends string>(words: readonly W[]): ZodType<OneWord<W>> {
  return z.enum(words).transform((is) => ({ is, 'at-most': 0 as const }))
}

/** One of some words, or one for each phase. */
export type WordByPhase<W extends string = string> = OneWord<W> | (Limits & { during: W; after: W; 'at-most': 0 })

/** One of some words, or one for each phase: `{ during: chain, after: penalty }`. */
export function wordByPhase<W extends string>(words: readonly W[]): ZodType<WordByPhase<W>> {
  const each = z.strictObject({ during: z.enum(words), after: z.enum(words) })
  return z.union([oneWord(words), each.transform((at) => ({ ...at, 'at-most': 0 as const }))], {
    error: (issue) => (issue.code === 'invalid_union' ? `expected ${words.join(' or ')}, or { during: …, after: … }` : undefined),
  }) as ZodType<WordByPhase<W>>
}

/** Some of these limits, but only of one group: each group is another figure. */
export function eitherOf<K extends string>(
  groups: Record<string, ZodType<number | Duration>>[],
): ZodType<Parsed<Limits & Partial<Record<K, number>>>> {
  const names = groups.map((group) => Object.keys(group))
  const shape = Object.fromEntries(groups.flatMap((group) => Object.entries(group)).map(([name, limit]) => [name, limit.exactOptional()]))
  const expected = `expected ${names.map((group) => group.join(', ')).join('; or ')}`
  return z
    .strictObject(shape)
    .refine((limits) => names.filter((group) => group.some((name) => name in limits)).length === 1, expected)
    .meta({ minProperties: 1 }) as unknown as ZodType<Parsed<Limits & Partial<Record<K, number>>>>
}

function expressionError(text: string): string | undefined {
  try {
    return new RegExp(text).test('') ? 'it matches anything' : undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** Of what is a map, the complaints about the map; else what was expected in its place. */
function inside(input: unknown, errors: readonly (readonly { message: string }[])[]): string {
  if (typeof input === 'object' && input !== null) return (errors.at(-1) ?? []).map(({ message }) => message).join('; ')
  return "expected none, or { matching: 'a regular expression' }"
}
