import t, { type Test } from 'tap'
import type { RoomNews } from '../../src/model/class-events.ts'
import type { Received } from '../../src/model/class-files.ts'
import { Members } from '../../src/room/members.ts'
import { serveRoom } from '../../src/web/server/room.ts'
import { complaintsOf, needsBrowser, openBrowser, seriousFindings, tooSmall } from './browser.ts'

/* The server of a room, and its pages, without a command or a file. */

const room = {
  format: 1 as const,
  joinToken: 'a-join-token-of-a-test',
  teacherToken: 'a-teacher-token-of-a-test-which-is-long',
  port: 0,
  createdAt: '2026-01-01T00:00:00Z',
}

interface TestRoom {
  server: string
  join: string
  teacher: string
  lines: Received[]
  post(path: string, credential: string, body: unknown, headers?: Record<string, string>): Promise<{ status: number; body: any }>
  joins(number: number, name: string): Promise<{ credential: string; name: string }>
  tells(credential: string, ...news: RoomNews[]): Promise<void>
}

let told = 0
const eventOf = (news: RoomNews) => {
  const now = Date.now()
  return { ...news, id: `${now}-${String((told += 1)).padStart(6, '0')}-00000000`, at: now }
}

async function testRoom(t: Test, language: 'en' | 'zh-CN' = 'en'): Promise<TestRoom> {
  const lines: Received[] = []
  const members = new Members({
    titleOf: () => 'Kill it',
    questionOf: (_, question) => (question === 'gap' ? { ask: 'How long is the gap?', choices: ['none', 'small', 'long'] } : undefined),
  })
  const received = { append: async (more: readonly Received[]) => void lines.push(...more) }
  const served = await serveRoom({ room, members, received, listen: '127.0.0.1', port: 0, language })
  t.teardown(() => served.close())
  const post: TestRoom['post'] = async (path, credential, body, headers = {}) => {
    const all = { 'content-type': 'application/json', authorization: `Bearer ${credential}`, ...headers }
    const answer = await fetch(served.server + path, { method: 'POST', headers: all, body: JSON.stringify(body) })
    return { status: answer.status, body: await answer.json() }
  }
  return {
    ...served,
    lines,
    post,
    async joins(number, name) {
      const id = String(number).padStart(16, '0')
      const secret = String(number).padStart(43, 's')
      const { body } = await post('/api/join', room.joinToken, { format: 1, id, secret, name })
      return { credential: `${id}.${secret}`, name: body.name as string }
    },
    async tells(credential, ...news) {
      const { status } = await post('/api/told', credential, { now: Date.now(), events: news.map(eventOf) })
      if (status !== 200) throw new Error(`${status}`)
    },
  }
}

const joinBody = { format: 1, id: '0'.repeat(16), secret: 's'.repeat(43), name: 'Eve' }

t.test('each token opens what is its own, and nothing else', async (t) => {
  const { server, post, joins, lines } = await testRoom(t)
  const { credential } = await joins(1, 'Ada')
  for (const wrong of ['', 'x', room.teacherToken, credential])
    t.equal((await post('/api/join', wrong, joinBody)).status, 403, `join: ${wrong}`)
  const other = `${'0'.repeat(15)}1.${'x'.repeat(43)}`
  for (const wrong of ['', room.joinToken, room.teacherToken, other, `${'f'.repeat(16)}.${'s'.repeat(43)}`])
    t.equal((await post('/api/told', wrong, { now: 0, events: [] })).status, 403, `told: ${wrong}`)
  for (const path of ['/', '/api/state', '/api/events', '/api/runs'])
    for (const wrong of ['', room.joinToken, credential])
      t.equal((await fetch(`${server}${path}?token=${wrong}`)).status, 403, `${path}: ${wrong}`)
  t.equal((await fetch(`${server}/?token=${room.teacherToken}`)).status, 200)
  const join = await fetch(`${server}/join`)
  t.equal(join.status, 200)
  t.notMatch(await join.text(), room.joinToken)
  t.equal((await post('/api/join', room.joinToken, joinBody, { origin: 'http://elsewhere' })).status, 403)
  t.equal((await post('/api/join', room.joinToken, { ...joinBody, id: '0'.repeat(15) + '1' })).status, 403, "another one's id")
  t.equal((await post('/api/join', room.joinToken, { ...joinBody, name: '\u200b' })).status, 400)
  t.equal(lines.length, 1, 'nothing else was kept')
  t.notMatch(JSON.stringify(lines), credential.split('.')[1]!, 'a secret is not kept')
})

t.test('an event counts once; what never fits is not sent again; who joins again is the same', async (t) => {
  const { post, joins, lines } = await testRoom(t)
  const { credential, name } = await joins(1, 'Ada')
  t.equal(name, 'Ada')
  t.equal((await joins(1, 'Ada')).name, 'Ada')
  t.equal((await joins(2, 'ada')).name, 'ada (2)')
  const event = eventOf({ kind: 'help', wanted: true })
  const bad = { ...event, id: 'bad', text: 'hello' }
  for (let times = 0; times < 2; times += 1)
    t.same((await post('/api/told', credential, { now: event.at, events: [event, event, bad] })).body, {
      done: [event.id, event.id, 'bad'],
    })
  t.equal(lines.filter(({ type }) => type === 'event').length, 1)
  t.equal((await post('/api/told', credential, { now: 0, events: Array.from({ length: 51 }, () => event) })).status, 400)
})

t.test('thirty learners, hostile names among them, are text; help comes first; what is measured is drawn in', needsBrowser, async (t) => {
  const { teacher, joins, tells } = await testRoom(t)
  const hostile = ['<img src=x onerror=alert(1)>', '</script><script>alert(1)</script>', '\u202eadA', 'مرحبا', 'x'.repeat(400)]
  const people: string[] = []
  for (let number = 0; number < 30; number += 1) people.push((await joins(number, hostile[number] ?? `Learner ${number}`)).credential)
  const page = await (await openBrowser(t)).newPage({ viewport: { width: 1400, height: 1000 } })
  const complaints = complaintsOf(page)
  page.on('dialog', () => complaints.push('a script of a name ran'))
  await page.goto(teacher)
  await page.locator('.tile').nth(29).waitFor()
  t.same((await page.locator('.tile h3').allInnerTexts()).slice(0, 3), [hostile[0], hostile[1], 'adA'])
  await tells(people[20]!, { kind: 'help', wanted: true })
  await page.locator('.tile.wants-help').waitFor()
  t.match(await page.locator('.tile').first().innerText(), /Learner 20\s+▲ needs help since/)
  await Promise.all(
    people.map(async (one, number) =>
      tells(
        one,
        { kind: 'screen', lesson: '04-preferred', screen: 2, screens: 6, finished: false },
        { kind: 'predicted', lesson: '04-preferred', question: 'gap', value: { choice: number % 3 } },
      ),
    ),
  )
  const bars = page.locator('.question .bar span')
  await page.locator('.question p', { hasText: '30 of 30 learners predicted. Nobody has measured it yet.' }).waitFor()
  t.same(await bars.allInnerTexts(), ['10', '10', '10'])
  await tells(people[4]!, { kind: 'measured', lesson: '04-preferred', question: 'gap', value: { choice: 1 }, right: true })
  await page.locator('.question tr.answered', { hasText: '◆ 1' }).waitFor()
  t.match(await page.locator('.question tr.answered').innerText(), /small/)
  t.same(await seriousFindings(page), [])
  await page.keyboard.press('n')
  await page.locator('.tile h3', { hasText: 'Learner 21' }).waitFor()
  t.notMatch(await page.locator('#app').innerText(), /onerror/)
  await page.keyboard.press('l')
  await page.locator('html.large').waitFor()
  t.same(await tooSmall(page), [])
  await page.keyboard.press('j')
  await page.locator('svg.qr').waitFor()
  t.same(await seriousFindings(page), [])
  t.same(complaints, [])
})

t.test('the page of the join link says what to type, in the language of the room', needsBrowser, async (t) => {
  const { join } = await testRoom(t, 'zh-CN')
  const page = await (await openBrowser(t)).newPage()
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto(join)
  await page.locator('code', { hasText: `thanos-lab class join '${join}' --as NAME` }).waitFor()
  t.equal(await page.locator('h1').innerText(), '加入课堂')
  t.equal(await page.evaluate('document.documentElement.lang'), 'zh-CN')
  t.notOk(
    asked.some((url) => url.split('#')[0]!.includes(room.joinToken)),
    'the token is sent to nobody',
  )
  t.same(await seriousFindings(page), [])
})
