import fc from 'fast-check'

/* What somebody else's file or answer may hold in place of what belongs there, by fast-check. */

/** Obeyed by a terminal, or changing how a text is shown: no output has one raw. */
export const OBEYED = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\u200b\ufeff]/u

const NASTY = [
  '\u001b[2J\u001b]0;owned\u0007',
  '\u009b31m',
  '\u202eevil\u2066',
  'a\r\nb\tc\u0000',
  '\u2028\u200b\ufeff',
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  '../../../../etc/passwd',
  '$(touch /tmp/owned)',
  '',
  'NaN',
  '1e999',
  'x'.repeat(5000),
  '\ud800',
  '*a',
  '&a [*a, *a]',
  '{{{{',
]
const NUMBERS = [0, -1, -0, 1e-9, 5e-324, 1e15, 1e308, 2 ** 53, 0.1, 253_402_300_800, 1_795_371_420]

/** A value that belongs nowhere. */
export const strange: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...NASTY),
  fc.constantFrom<unknown>(...NUMBERS),
  fc.constantFrom<unknown>(null, true, false, [], {}, [null], [1], [[]], { constructor: 1 }, [[[[[[]]]]]]),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.double(),
)

type Container = Record<string, unknown> | unknown[]

/** A place in a value, found by a walk from its top, so that what there are many of does not come more often. Undefined where it has none. */
function placeIn(value: unknown, walk: readonly number[]): [Container, string | number] | undefined {
  let found: [Container, string | number] | undefined
  let here = value
  for (const [depth, share] of walk.entries()) {
    if (typeof here !== 'object' || here === null) return found
    const keys = Array.isArray(here) ? someOf(here.length) : Object.keys(here)
    // On the way, one of six walks ends.
    if (keys.length === 0 || (depth > 0 && share < 1 / 6)) return found
    const key = keys[Math.floor(share * keys.length)]!
    found = [here as Container, key]
    here = (here as Record<string | number, unknown>)[key]
  }
  return found
}

/** Of a long list the first items, the last, and one between. */
function someOf(length: number): number[] {
  return [...new Set([0, 1, 2, Math.floor(length / 2), length - 1])].filter((index) => index >= 0 && index < length)
}

/** One change: where (the way from the top, in shares of the keys), how, and with what. */
export interface Mutation {
  where: number[]
  /** `alike`: a number by a number, and a text by a text, so that it comes past the first look. */
  how: 'replace' | 'alike' | 'remove' | 'rename' | 'twice' | 'reverse'
  what: unknown
  number: number
  text: string
}

/** A share of a whole, each as likely. */
export const anywhere = fc.noBias(fc.nat(999_999)).map((millionths) => millionths / 1e6)

export const mutations: fc.Arbitrary<Mutation[]> = fc.array(
  fc.record({
    where: fc.array(anywhere, { minLength: 12, maxLength: 12 }),
    how: fc.constantFrom<Mutation['how']>('replace', 'alike', 'alike', 'alike', 'alike', 'alike', 'remove', 'rename', 'twice', 'reverse'),
    what: strange,
    number: fc.oneof(fc.constantFrom(...NUMBERS), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()),
    text: fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 30 })),
  }),
  { minLength: 1, maxLength: 3 },
)

/** What fast-check makes of a seed. */
export function drawn<T>(arbitrary: fc.Arbitrary<T>, seed: number): T {
  return fc.sample(arbitrary, { seed, numRuns: 1 })[0] as T
}

/** A copy of a value of JSON with the changes. */
export function mutated<T>(value: T, changes: readonly Mutation[]): unknown {
  const copy: unknown = structuredClone(value)
  for (const change of changes) {
    const place = placeIn(copy, change.where)
    if (place !== undefined) apply(place, change)
  }
  return copy
}

function apply([container, key]: [Container, string | number], { how, what, number, text }: Mutation): void {
  const map = container as Record<string | number, unknown>
  const inner = map[key]
  if (how === 'remove') {
    if (Array.isArray(container)) container.splice(Number(key), 1)
    else delete map[key]
  } else if (how === 'rename' && !Array.isArray(container)) {
    delete map[key]
    Object.defineProperty(map, String(what), { value: inner, enumerable: true, configurable: true, writable: true })
  } else if (how === 'twice' && Array.isArray(container)) container.splice(Number(key), 0, structuredClone(inner))
  else if (how === 'alike' && typeof inner === 'number') map[key] = number
  else if (how === 'alike' && typeof inner === 'string') map[key] = text
  else if (how === 'reverse' && Array.isArray(inner)) inner.reverse()
  else map[key] = structuredClone(what)
}
