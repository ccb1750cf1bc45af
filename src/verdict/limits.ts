import { z, type ZodType } from 'zod'
import type { Limits } from '../journal.ts'

/** `none`, or `{ matching: 'keepalive' }`: at least one that matches. */
export function noneOrMatching(): ZodType<Limits> {
  const none = z.literal('none').transform((): Limits => ({ 'at-most': 0 }))
  const expression = z.string().superRefine((text, context) => {
    const wrong = expressionTrouble(text)
    if (wrong !== undefined) context.addIssue({ code: 'custom', message: `expected a regular expression, found '${text}': ${wrong}` })
  })
  const matching = z.strictObject({ matching: expression.describe('A regular expression; at least one must match it.') })
  return z.union([none, matching.transform(({ matching: text }): Limits => ({ matching: text, 'at-least': 1 }))], {
    error: (issue) => (issue.code === 'invalid_union' ? inside(issue.input, issue.errors) : undefined),
  })
}

/** One of some words: none that is otherwise. */
export function word(words: readonly string[]): ZodType<Limits> {
  return z.enum(words).transform((is): Limits => ({ is, 'at-most': 0 }))
}

/** One of some words, or one for each moment: `{ outage: chain, after: penalty }`. */
export function wordAt(words: readonly string[]): ZodType<Limits> {
  const each = z.strictObject({ outage: z.enum(words), after: z.enum(words) })
  return z.union([word(words), each.transform((at): Limits => ({ ...at, 'at-most': 0 }))], {
    error: (issue) => (issue.code === 'invalid_union' ? `expected ${words.join(' or ')}, or { outage: …, after: … }` : undefined),
  })
}

/** The words by which an expectation is limited to a part of the run. */
export type Part = Record<string, ZodType<number | string | undefined>>

/** Of a steady probe: `fault: 2`, from the second fault until the third; `fault: 0`, before the first. */
export function ofFault(count: ZodType<number>): Part {
  return { fault: count.exactOptional().describe("Only from the run's fault of this number until the next; 0: before the first.") }
}

/** Of a question: `when: after`. */
export function ofMoment(): Part {
  return { when: z.enum(['outage', 'after']).exactOptional().describe('Only as it was answered then.') }
}

/** Some of these limits, each with what it is, but only of one group: each group is another figure. */
export function eitherOf(groups: Record<string, ZodType<number>>[]): ZodType<Limits> {
  const names = groups.map((group) => Object.keys(group))
  const shape = Object.fromEntries(groups.flatMap((group) => Object.entries(group)).map(([name, limit]) => [name, limit.exactOptional()]))
  const expected = `expected ${names.map((group) => group.join(', ')).join('; or ')}`
  return z
    .strictObject(shape)
    .refine((limits) => names.filter((group) => group.some((name) => name in limits)).length === 1, expected)
    .meta({ minProperties: 1 }) as unknown as ZodType<Limits>
}

function expressionTrouble(text: string): string | undefined {
  try {
    return new RegExp(text).test('') ? 'it matches anything' : undefined
  } catch (error) {
    return (error as Error).message
  }
}

/** Of what is a map, the complaints about the map; else what was expected in its place. */
function inside(input: unknown, errors: readonly (readonly { message: string }[])[]): string {
  if (typeof input === 'object' && input !== null)
    return (
      errors
        .at(-1)
        ?.map(({ message }) => message)
        .join('; ') ?? ''
    )
  return "expected none, or { matching: 'a regular expression' }"
}
