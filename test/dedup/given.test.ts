import t from 'tap'
import { chunkSpans, givenChunks } from '../../src/dedup/given-chunks.ts'
import { merge } from '../../src/dedup/merge.ts'
import { between, type Replica } from '../../src/dedup/samples.ts'
import { trace } from '../../src/dedup/trace.ts'
import { replica, told } from './replicas.ts'

/* Which chunks Query is given, and what it makes of copies. That real Query does the same is seen in test/field (situation 7, and random topologies). */

const BOUNDARY = 2 * 7_200_000
const scrapes = (count: number, from = BOUNDARY, every = 15_000) => Array.from({ length: count }, (_, number) => from + number * every)
const at = (number: number) => BOUNDARY + number * 15_000
const spans = (chunks: { from: number; to: number }[]) =>
  chunks.map(({ from, to }) => [(from - BOUNDARY) / 15_000, (to - BOUNDARY) / 15_000])

t.test('a sidecar gives chunks that are cut to the window, other stores whole ones', async (t) => {
  const own = replica('a', scrapes(300))
  t.same(spans(chunkSpans(own)), [
    [0, 119],
    [120, 239],
    [240, 299],
  ])
  const window = { from: at(100), to: at(250) }
  const [cut, whole] = [givenChunks(own, window, true), givenChunks(own, window, false)]
  t.same(spans(cut), [
    [101, 119],
    [120, 239],
    [240, 250],
  ])
  t.same(spans(whole), [
    [0, 119],
    [120, 239],
    [240, 299],
  ])
  t.same(
    whole.map(({ t: times }) => times.length),
    [19, 120, 11],
    'only what is in the window is merged',
  )
  t.same(
    cut.map(({ key }, number) => key === whole[number]!.key),
    [false, true, false],
    'a chunk that lies in the window has the same bytes in both',
  )
})

t.test('a whole chunk can have no sample in the window, and takes a lane; cut to it, it is not given', async (t) => {
  const own = replica('a', [...scrapes(20), ...scrapes(20, at(60))])
  const window = { from: at(30), to: at(50) }
  t.same(
    givenChunks(own, window, false).map(({ t: times }) => times.length),
    [0],
  )
  t.same(givenChunks(own, window, true), [])
})

const inWindow = (one: Replica, window: { from: number; to: number }, cuts: boolean[]): Replica => ({
  ...between(one, window),
  given: cuts.flatMap((isCut) => givenChunks(one, window, isCut)),
})

t.test('copies with the same bytes count once, also those of two replicas', async (t) => {
  const [a, b] = [replica('a', scrapes(30)), replica('b', scrapes(30))]
  const window = { from: at(-1), to: at(29) }
  const merged = merge([inWindow(a, window, [true, false]), inWindow(b, window, [false, false])])
  t.same(
    told(merged),
    scrapes(30).map((time) => `a ${time}=1`),
  )
  const { penalties, skips } = trace([inWindow(a, window, [true, false]), inWindow(b, window, [false])])
  t.ok(
    penalties.every((pairs) => pairs.length === 0),
    'one lane is left, so nothing is merged',
  )
  t.same(skips, [])
})

t.test('copies that differ are merged as if they were replicas, and each sample is skipped or returned once', async (t) => {
  const [a, b] = [replica('a', scrapes(200)), replica('b', scrapes(200, BOUNDARY + 7000))]
  const window = { from: at(90), to: at(180) }
  const both = [a, b].map((one) => inWindow(one, window, [true, false]))
  const { penalties, skips, t: times } = trace(both)
  t.ok(penalties[0]!.length > 1, 'more lanes than replicas')
  t.equal(times.length + skips.length, 90 + 90)
  t.equal(new Set(skips.map(({ replica: number, place }) => `${number} ${place}`)).size, skips.length)
})
