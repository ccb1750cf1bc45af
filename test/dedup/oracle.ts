import type { Replica } from '../../src/dedup/samples.ts'

/*
 * The penalty algorithm once more, slowly and in another way than src/dedup: lists that are cut anew at every step, no cursor, no array
 * of numbers. Written from its description in words, to be compared with by the tests.
 */

export interface Answer {
  t: number
  v: number
  replica: number
  place: number
}

export interface Walk {
  now(): Answer | undefined
  seek(t: number): void
  raise(answered: number): void
}

export interface Way {
  counter?: boolean
  /** As the mock iterators of Thanos's own tests do, and its real ones do not: a seek may go back. */
  goesBack?: boolean
}

/** The lanes' merge, in the order given. */
export function slowly(lanes: Answer[][], way: Way = {}): Answer[] {
  const [first, ...rest] = lanes.map((lane) => walkOf(way.counter ? counted(lane) : lane, way))
  if (first === undefined) return []
  const top = rest.reduce<Walk>((merged, next) => pairOf(merged, next, way), first)
  const answers: Answer[] = []
  for (let answer = top.now(); answer !== undefined; answer = top.now()) {
    answers.push(answer)
    top.seek(answer.t + 1)
  }
  return answers
}

function walkOf(samples: Answer[], { goesBack = false }: Way): Walk {
  let left = samples
  let raised = 0
  const now = () => (left[0] === undefined ? undefined : { ...left[0], v: left[0].v + raised })
  return {
    now,
    seek: (from) => void (left = (goesBack ? samples : left).filter(({ t }) => t >= from)),
    raise: (answered) => void (raised += Math.max(0, answered - (now()?.v ?? answered))),
  }
}

/** Which side is followed, when it last answered, and by how much each side is held back. */
interface State {
  follows: 0 | 1
  last: number | undefined
  held: [number, number]
}

function pairOf(a: Walk, b: Walk, { counter = false }: Way): Walk {
  const sides = [a, b] as const
  let state: State = { follows: 0, last: undefined, held: [0, 0] }
  const now = () => (state.last === undefined ? undefined : sides[state.follows].now())
  const raise = (answered: number) => sides.forEach((side) => side.now() && side.raise(answered))
  const step = () => {
    const before = sides[state.follows].now()
    const { last, held, follows } = state
    if (last !== undefined) sides.forEach((side, index) => side.now() && side.seek(last + 1 + (held[index] ?? 0)))
    state = picked(state, a.now()?.t, b.now()?.t)
    if (counter && before !== undefined && state.follows !== follows) raise(before.v)
  }
  step()
  return {
    now,
    seek: (from) => {
      for (let answer = now(); answer !== undefined && answer.t < from; answer = now()) step()
    },
    raise,
  }
}

function picked({ last, held }: State, a: number | undefined, b: number | undefined): State {
  if (a === undefined) return { follows: 1, last: b ?? last, held: [held[0], b === undefined ? held[1] : 0] }
  if (b === undefined) return { follows: 0, last: a, held: [0, held[1]] }
  const t = Math.min(a, b)
  const penalty = last === undefined ? 5000 : 2 * (t - last)
  return a <= b ? { follows: 0, last: t, held: [0, penalty] } : { follows: 1, last: t, held: [penalty, 0] }
}

/** Without NaN, and what was lost in resets added. */
export function counted(lane: Answer[]): Answer[] {
  const numbers = lane.filter(({ v }) => !Number.isNaN(v))
  return numbers.map((sample, index) => {
    const lost = numbers.slice(1, index + 1).reduce((sum, { v }, before) => sum + (v < numbers[before]!.v ? numbers[before]!.v : 0), 0)
    return { ...sample, v: sample.v + lost }
  })
}

/** Chunks in the order of their first and last times, each behind the first lane that ends before it. */
export function lanesByHand(replicas: Replica[]): Answer[][] {
  const chunks = replicas
    .flatMap(chunksOf)
    .sort((one, other) => one[0]!.t - other[0]!.t || one.at(-1)!.t - other.at(-1)!.t || other.length - one.length)
  return chunks.reduce<Answer[][]>((made, chunk) => {
    const free = made.findIndex((lane) => lane.at(-1)!.t < chunk[0]!.t)
    return free < 0 ? [...made, chunk] : made.map((lane, index) => (index === free ? [...lane, ...chunk] : lane))
  }, [])
}

function chunksOf({ t, v, chunks = [] }: Replica, replica: number): Answer[][] {
  return Array.from(t, (time, place): Answer => ({ t: time, v: v[place]!, replica, place })).reduce<Answer[][]>((made, sample) => {
    const goesOn = made.length > 0 && !chunks.includes(sample.t)
    return goesOn ? [...made.slice(0, -1), [...made.at(-1)!, sample]] : [...made, [sample]]
  }, [])
}
