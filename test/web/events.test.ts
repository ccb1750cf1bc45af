import { get, type IncomingMessage } from 'node:http'
import t, { type Test } from 'tap'
import { changed, type LiveChange, type LiveState } from '../../src/model/live.ts'
import { until } from '../helpers/until.ts'
import { liveState, type TestPage, testPage, TOKEN } from './page.ts'

interface Event {
  id: number
  event: string
  data: LiveState | LiveChange
}

interface Browser {
  response: IncomingMessage
  events: Event[]
  /** Lines that are no event. */
  others: string[]
  /** What it shows; of one that came back, only what it is told anew. */
  state(): LiveState | undefined
}

/** A browser that follows the events. */
async function browser(t: Test, { port }: TestPage, { last, query = '' }: { last?: number; query?: string } = {}): Promise<Browser> {
  const headers = last === undefined ? {} : { 'last-event-id': String(last) }
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: `/api/events?token=${TOKEN}${query}`, headers }, resolve).on('error', reject)
  })
  t.teardown(() => response.destroy())
  response.on('error', () => {})
  const [events, others]: [Event[], string[]] = [[], []]
  let [rest, shown] = ['', undefined as LiveState | undefined]
  const take = (text: string) => {
    const event = parsed(text)
    if (event === undefined) return void others.push(text)
    events.push(event)
    if (event.event === 'state') shown = event.data as LiveState
    else if (shown !== undefined) shown = changed(shown, event.data as LiveChange)
  }
  response.setEncoding('utf8').on('data', (chunk: string) => {
    const blocks = (rest + chunk).split('\n\n')
    rest = blocks.pop()!
    for (const block of blocks) take(block)
  })
  return { response, events, others, state: () => shown }
}

function parsed(text: string): Event | undefined {
  const [, id, event = '', data] = /^id: (\d+)\nevent: (\w+)\ndata: (.*)$/s.exec(text) ?? []
  return data === undefined ? undefined : { id: Number(id), event, data: JSON.parse(data) as LiveState }
}

const seen = (one: Browser, state: LiveState) => until('the state is there', () => one.state()?.at === state.at)
const kinds = ({ events }: Browser) => events.map(({ event }) => event)

t.test('the state at first, then what changes: both give the same', async (t) => {
  const page = await testPage(t)
  const early = await browser(t, page)
  page.events.publish(liveState(3))
  await seen(early, liveState(3))
  page.events.publish(liveState(5))
  await seen(early, liveState(5))
  const late = await browser(t, page)
  await seen(late, liveState(5))
  const other = liveState(6, { series: [{ source: 'query', selector: 'other', samples: [] }] })
  page.events.publish(other)
  await Promise.all([seen(early, other), seen(late, other)])
  t.same(kinds(early), ['state', 'change', 'state'], 'other series are a state')
  t.same(kinds(late), ['state', 'state'])
  t.same(early.state(), other)
  t.equal((early.events[1]!.data as LiveChange).series[0]?.samples.length, 2, 'only what is new is sent')
})

t.test('a browser that comes back goes on where it was, as long as that is known', async (t) => {
  const page = await testPage(t)
  for (let samples = 1; samples <= 4; samples += 1) page.events.publish(liveState(samples))
  const first = await browser(t, page)
  await seen(first, liveState(4))
  const [{ id }] = first.events as [Event]
  first.response.destroy()
  await until('it is gone', () => page.events.size === 0)
  page.events.publish(liveState(5))
  page.events.publish(liveState(6))
  for (const how of [{ last: id }, { query: `&last=${id}` }]) {
    const again = await browser(t, page, how)
    await until('both changes are there', () => again.events.length === 2)
    t.match(again.events, [
      { id: id + 1, event: 'change' },
      { id: id + 2, event: 'change' },
    ])
  }
  for (const last of [0, -1, 1e9, Number.NaN]) {
    const lost = await browser(t, page, { last })
    await seen(lost, liveState(6))
    t.same(kinds(lost), ['state'], `${last} is of no kept event`)
  }
  for (let samples = 7; samples < 320; samples += 1) page.events.publish(liveState(samples))
  const old = await browser(t, page, { last: id })
  await seen(old, liveState(319))
  t.same(kinds(old), ['state'], 'what is older than the kept changes is a state')
})

t.test('a browser that does not read holds one state in memory, delays nobody, and goes on afterwards', async (t) => {
  const page = await testPage(t)
  const [frozen, other] = [await browser(t, page), await browser(t, page)]
  frozen.response.pause()
  // Far more than the buffers of a connection hold.
  const many = liveState(50_000).series[0]!.samples
  const big = (count: number) => liveState(count, { series: [{ source: 'query', selector: `up${count}`, samples: many }] })
  for (let count = 1; count <= 40; count += 1) {
    page.events.publish(big(count))
    await seen(other, big(count))
  }
  t.same(kinds(other).length, 40)
  t.equal(page.events.size, 2)
  frozen.response.resume()
  await seen(frozen, big(40))
  t.ok(frozen.events.length < 20, `${frozen.events.length} of 40 states were sent to it`)
})

t.test('a browser that is closed in the middle is forgotten; one too many is told so', async (t) => {
  const page = await testPage(t)
  page.events.publish(liveState(1))
  const all: Browser[] = []
  for (let count = 0; count < 50; count += 1) all.push(await browser(t, page))
  const tooMany = await browser(t, page)
  t.equal(tooMany.response.statusCode, 503)
  all[0]!.response.destroy()
  await until('it is gone', () => page.events.size === 49)
  page.events.publish(liveState(2))
  await seen(all[1]!, liveState(2))
  t.equal((await browser(t, page)).response.statusCode, 200)
})

t.test('a silent connection shows that it is alive', async (t) => {
  const page = await testPage(t, { heartbeatMs: 20 })
  const one = await browser(t, page)
  await until('signs of life', () => one.others.filter((text) => text === ': alive').length > 2)
  t.match(one.others[0], /^retry: \d+$/)
})
