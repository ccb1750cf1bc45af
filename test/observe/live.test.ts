import t, { type Test } from 'tap'
import { NO_SERIES, STALLED } from '../../src/model/probes.ts'
import { startLiveReader } from '../../src/observe/live.ts'
import { impostorLab, ok } from '../helpers/impostors.ts'
import { until } from '../helpers/until.ts'

const FROM = Date.now() - 60_000
const seconds = (place: number) => FROM / 1000 + place
const metric = { __name__: 'up', job: 'x' }
const series = (...places: number[]) => ok([{ metric, values: places.map((place) => [seconds(place), '1']) }])

const reading = { from: FROM, selectors: ['up', 'other'] }

function signal(t: Test): AbortSignal {
  const end = new AbortController()
  t.teardown(() => end.abort())
  return end.signal
}

t.test('each place is read for itself: raw samples from the left edge on, merged by Query', async (t) => {
  const lab = await impostorLab(t, ({ part }) => (part === 'query' ? series(1, 2, 3) : series(1, 2)))
  const { series: read, probes, quickestMs } = await startLiveReader(lab, reading, signal(t)).look()
  t.same(
    read.map(({ source, selector }) => `${source} ${selector}`),
    ['up', 'other'].flatMap((selector) => ['prometheus-0', 'prometheus-1', 'query', 'service'].map((source) => `${source} ${selector}`)),
  )
  t.match(
    read.find(({ source }) => source === 'query'),
    { samples: { length: 3 }, labels: metric },
  )
  t.equal(probes['query']?.length, 1, 'the first selector is the probe')
  t.equal(probes['service']?.[0]?.error, undefined)
  t.ok(quickestMs > 0)
  const [, ms] = /^up\[(\d+)ms\]$/.exec(lab.requests.find(({ part }) => part === 'query')?.params['query'] ?? '') ?? []
  t.ok(Number(ms) > 59_000, 'the whole window is read')
  t.ok(lab.requests.every(({ part, params }) => (params['dedup'] === 'true') === (part === 'query')))
})

t.test('a place without an answer keeps what it gave, and says why', async (t) => {
  let isDown = false
  const lab = await impostorLab(t, ({ part }) => {
    if (isDown && part === 'prometheus-0') throw new Error('gone')
    return isDown && part === 'query' ? ok([]) : series(1, 2)
  })
  const reader = startLiveReader(lab, { from: FROM, selectors: ['up'] }, signal(t))
  await reader.look()
  isDown = true
  const { series: read, probes } = await reader.look()
  t.match(read, [
    { source: 'prometheus-0', samples: { length: 2 }, error: /no answer/ },
    { source: 'prometheus-1', error: undefined },
    { source: 'query', samples: { length: 2 }, error: NO_SERIES },
  ])
  const [gone, there, query] = read
  t.ok(gone!.readTo! < there!.readTo!, 'what it was not asked for in vain is not read')
  t.equal(query!.readTo, there!.readTo, 'that there is no series is an answer')
  t.equal(probes['query']?.at(-1)?.error, NO_SERIES)
  isDown = false
  t.equal((await reader.look()).series[0]?.error, undefined)
  const later = startLiveReader(lab, { from: FROM + 1500, selectors: ['up'], series: read }, signal(t))
  t.ok(later.from > FROM)
  isDown = true
  t.match((await later.look()).series[0], { samples: { length: 1 }, labels: metric, error: /no answer/ }, 'and what the series is')
})

t.test('before the first sample is due, an answer without a series is none that failed', async (t) => {
  const lab = await impostorLab(t, () => ok([]))
  const early = await startLiveReader(lab, { from: Date.now() - 300, selectors: ['up'] }, signal(t)).look()
  t.match(early.probes['query'], [{ error: undefined }])
  const late = await startLiveReader(lab, { from: FROM, selectors: ['up'] }, signal(t)).look()
  t.match(late.probes['query'], [{ error: NO_SERIES }])
})

t.test('a Query that does not answer holds up neither a look nor the other places', async (t) => {
  const held: (() => void)[] = []
  let samples = 1
  const lab = await impostorLab(t, async ({ part }) => {
    if (part === 'query') await new Promise<void>((resolve) => held.push(resolve))
    return series(...Array.from({ length: samples }, (_, place) => place + 1))
  })
  const reader = startLiveReader(lab, { from: FROM, selectors: ['up'] }, signal(t))
  const first = await reader.look()
  t.same(first.probes['query'], [], 'nothing is known of it yet')
  samples = 5
  const second = await reader.look()
  t.match(second.series, [{ samples: { length: 5 } }, {}, { source: 'query', samples: { length: 0 } }])
  t.match(second.probes['query'], [{ error: STALLED }])
  t.ok(second.probes['query']![0]!.ms > 500, 'as long as the oldest request waits')
  t.equal(held.length, 1, 'it is asked once at a time')
  held[0]?.()
  await until('its answer is there', async () => (await reader.look()).series[2]?.samples.length === 5)
  t.ok(second.probes['query']!.length === 1, 'what was given does not change')
})

t.test('several series, or a refusal, are no samples', async (t) => {
  const two = ok([
    { metric: { a: '1' }, values: [] },
    { metric: { a: '2' }, values: [] },
  ])
  const lab = await impostorLab(t, ({ part }) =>
    part === 'prometheus-0' ? two : { status: 400, body: { status: 'error', error: 'parse error' } },
  )
  const { series: read } = await startLiveReader(lab, { from: FROM, selectors: ['up'] }, signal(t)).look()
  t.match(read, [{ error: 'gave 2 series, not one' }, { error: /HTTP 400: parse error/ }])
})
