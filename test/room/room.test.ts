import { appendFileSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { learnerName, type RoomEvent, type RoomNews, roomEventSchema } from '../../src/model/class-events.ts'
import type { Received } from '../../src/model/class-files.ts'
import { changedRoom, roomChange } from '../../src/model/class-state.ts'
import { joinLink, readJoinLink } from '../../src/room/link.ts'
import { type Course, Members } from '../../src/room/members.ts'
import { beginMembership, joinedRoom, writeMembership } from '../../src/room/membership.ts'
import { MOST_WAITING, boundOutbox, putEvent, readEvents, removeEvents, waitingIds } from '../../src/room/outbox.ts'
import { newRoom, readReceived, ReceivedFile } from '../../src/room/received.ts'
import { histogram, medianText } from '../../src/web/page/room/histogram.ts'
import { ROOM_WORDS } from '../../src/web/page/room/room-words.ts'
import { ownHome } from '../storage/home.ts'

const ADA = '00000000000000aa'
const BOB = '00000000000000bb'
const course: Course = {
  titleOf: (lesson) => (lesson === '04-preferred' ? 'Kill it' : undefined),
  questionOf: (lesson, question) =>
    lesson === '04-preferred' && question === 'gap' ? { ask: 'How long?', choices: ['none', 'small', 'long'] } : undefined,
}

const number = (value: number) => ({ number: value })

let events = 0
const line = (learner: string, news: RoomNews, at = 1000): Received => {
  const id = `0000000000001-${String((events += 1)).padStart(6, '0')}-00000000`
  return { type: 'event', at, learner, event: { ...news, id, at } as RoomEvent }
}
const joined = (learner: string, name: string, at = 500): Received => ({ type: 'joined', at, learner, secretHash: '0'.repeat(64), name })
const roomOf = (lines: readonly Received[]) => {
  const members = new Members(course)
  for (const one of lines) members.take(one)
  return members
}
const predicted = (learner: string, choice: number) =>
  line(learner, { kind: 'predicted', lesson: '04-preferred', question: 'gap', value: { choice } })

t.test('a name is shown without what cannot be seen or turns the writing', async (t) => {
  const names: [typed: string, shown: string][] = [
    ['  Ada  Lovelace ', 'Ada Lovelace'],
    ['\u202eadA\u2066', 'adA'],
    ['\u001b[31mred\u0007', '[31mred'],
    ['a\nb\tc', 'a b c'],
    ['Z\u0300\u0301\u0302\u0303algo', 'Z\u0300\u0301algo'],
    ['x'.repeat(400), 'x'.repeat(40)],
    ['学员一号', '学员一号'],
    ['<b>', '<b>'],
    ['', ''],
    ['\u200b\u2060 \u00ad\u3164', ''],
    ['\ud800', ''],
  ]
  for (const [typed, shown] of names) t.equal(learnerName(typed), shown.normalize('NFC'), JSON.stringify(typed))
})

t.test('an event has nothing but names of the course, numbers and a few words', async (t) => {
  const [good] = [line(ADA, { kind: 'help', wanted: true })]
  const { event } = good as Extract<Received, { type: 'event' }>
  t.ok(roomEventSchema.safeParse(event).success)
  for (const more of [
    { text: 'hello' },
    { kind: 'screen', lesson: '<b>', screen: 1, screens: 2, finished: false },
    { kind: 'predicted', lesson: '04-preferred', question: 'gap', value: { number: Number.NaN } },
    { kind: 'run', scenario: '../x', verdict: 'pass' },
    { id: 'mine' },
  ])
    t.notOk(roomEventSchema.safeParse({ ...event, ...more }).success, JSON.stringify(more))
})

t.test('a link is read as it was written, and no error shows its token', async (t) => {
  const link = { server: 'http://192.168.1.5:8300', token: 'abcdefghijklmnopqrstuv' }
  t.same(readJoinLink(joinLink(link)), link)
  for (const typed of [
    'http://192.168.1.5:8300/#abcdefghijklmnopqrstuw',
    'https://x/join#abcdefghijklmnopqrstux',
    'ftp://x/join#abcdefghijklmnopqrstuy',
    'abcdefghijklmnopqrstuz',
    'http://x/join#short',
    'http://x/join',
  ]) {
    const token = typed.split('#')[1] ?? '-'
    t.throws(() => readJoinLink(typed), { code: 'usage', hint: /thanos-lab class join/ }, typed)
    t.notOk(messageOf(() => readJoinLink(typed)).includes(token))
  }
})

function messageOf(work: () => unknown): string {
  try {
    work()
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

t.test('the same lines give the same room, and one that comes twice counts once', async (t) => {
  const lines = [
    joined(ADA, 'Ada'),
    joined(BOB, 'Bob'),
    line(ADA, { kind: 'screen', lesson: '04-preferred', screen: 2, screens: 6, step: 'kill', finished: false }),
    predicted(ADA, 0),
    predicted(ADA, 1),
    predicted(BOB, 2),
    line(BOB, { kind: 'measured', lesson: '04-preferred', question: 'gap', value: { choice: 1 }, right: false }),
    line(BOB, { kind: 'help', wanted: true }, 2000),
    line(BOB, { kind: 'help', wanted: true }, 3000),
  ]
  const members = roomOf(lines)
  const { state } = members
  t.same(roomOf([...lines, ...lines]).state.learners, state.learners)
  t.equal(state.learners[BOB]?.help, 2000, 'since it was wanted first')
  t.match(state.learners[ADA]?.at, { title: 'Kill it', screen: 2, step: 'kill' })
  const question = state.questions['04-preferred/gap']!
  t.same(question.predictions, [{ choice: 1 }, { choice: 2 }], 'the newest of each')
  t.match(question, { ask: 'How long?', measured: [{ choice: 1 }], right: 0 })
  members.take(line(BOB, { kind: 'left' }))
  const left = members.state
  t.same(Object.keys(left.learners), [ADA])
  t.same(changedRoom(state, roomChange(state, left)), left)
  t.same(Object.keys(roomChange(state, left).questions), [], 'only what changed')
})

t.test('what fits no question, and what nobody joined for, changes nothing', async (t) => {
  const { state } = roomOf([
    joined(ADA, 'Ada'),
    predicted(ADA, 7),
    line(ADA, { kind: 'predicted', lesson: '04-preferred', question: 'gap', value: { number: 3 } }),
    predicted(BOB, 1),
  ])
  t.same(state.questions['04-preferred/gap']?.predictions ?? [], [])
  t.same(Object.keys(state.learners), [ADA])
})

t.test('a second one of a name has a number', async (t) => {
  const members = roomOf([joined(ADA, 'Ada')])
  t.equal(members.freeName('ada', BOB), 'ada (2)')
  t.equal(members.freeName('Ada', ADA), 'Ada', 'who comes back keeps it')
})

t.test('an event waits until it is removed; what cannot be read is dropped, and so are the oldest of too many', async (t) => {
  const folder = join(ownHome(t), 'class', 'outbox')
  const first = await putEvent({ kind: 'help', wanted: true })
  const second = await putEvent({ kind: 'help', wanted: false })
  t.same(await waitingIds(), [first.id, second.id])
  writeFileSync(join(folder, '0000000000001-000001-00000000.json'), '{"cut')
  t.same(await readEvents(await waitingIds()), [first, second])
  await removeEvents([first.id, '../../class'])
  t.same(await waitingIds(), [second.id])
  writeFileSync(join(folder, `${first.id}.999999999.1.1.partial`), '{')
  for (let more = 0; more < MOST_WAITING; more += 1)
    writeFileSync(join(folder, `9000000000000-${String(more).padStart(6, '0')}-00000000.json`), '{}')
  await boundOutbox()
  t.equal(readdirSync(folder).length, MOST_WAITING)
  t.notOk((await waitingIds()).includes(second.id))
})

t.test('a join that got no answer is the same learner when it is made again; one room at a time', async (t) => {
  const home = ownHome(t)
  const begun = await beginMembership('http://127.0.0.1:1', 'Ada')
  await t.rejects(joinedRoom(), { code: 'not-joined', hint: /class join/ })
  const again = await beginMembership('http://127.0.0.1:1', 'Ada')
  t.equal(again.learner, begun.learner)
  t.equal(again.secret, begun.secret)
  t.not((await beginMembership('http://127.0.0.1:2', 'Ada')).secret, begun.secret, 'another room gets another secret')
  await writeMembership({ ...begun, joined: true })
  t.equal(statSync(join(home, 'class', 'joined.json')).mode & 0o777, 0o600)
  await t.rejects(beginMembership('http://127.0.0.1:2', 'Ada'), { code: 'class', hint: /class leave/ })
})

t.test('a line that was cut off is forgotten, and the next ones are whole', async (t) => {
  const home = ownHome(t)
  mkdirSync(join(home, 'class', 'room'), { recursive: true })
  await newRoom(0)
  const file = await ReceivedFile.open()
  await Promise.all([file.append([joined(ADA, 'Ada')]), file.append([joined(BOB, 'Bob'), predicted(BOB, 1)])])
  await file.close()
  appendFileSync(join(home, 'class', 'room', 'received.jsonl'), '{"type":"joined","at')
  t.equal((await readReceived()).length, 3)
  const again = await ReceivedFile.open()
  await again.append([predicted(ADA, 2)])
  await again.close()
  t.equal((await readReceived()).length, 4)
  appendFileSync(join(home, 'class', 'room', 'received.jsonl'), 'rubbish\n')
  await t.rejects(readReceived(), { code: 'state', message: /line 5 does not fit/, hint: /--new/ })
  const next = await newRoom(0)
  t.same(await readReceived(), [])
  t.match(next.joinToken, /^[\w-]{22}$/)
})

t.test('a histogram of numbers has rows of one width, and one for what is far out', async (t) => {
  const words = ROOM_WORDS.en
  const rest = { key: 'x', title: 'x', ask: 'x', since: 0, right: 0, unit: 'seconds' as const }
  const predictions = [1, 2, 2, 3, 3, 3, 4, 4, 5, 1e12].map(number)
  const rows = histogram({ ...rest, predictions: predictions.slice(0, 9), measured: [number(2.4)] }, words)
  t.equal(rows.find(({ measured }) => measured > 0)?.label, '2 s to 3 s')
  t.equal(
    rows.reduce((sum, one) => sum + one.predicted, 0),
    9,
  )
  const many = Array.from({ length: 19 }, () => number(2))
  const far = histogram({ ...rest, predictions: [...many, number(1e12)], measured: [] }, words)
  t.match(far.at(-1), { label: /and more/, predicted: 1 })
  t.ok(far.length <= 10)
  for (const odd of [[], [number(0)], [number(-5)], [number(1e-9)], [number(1e15)]])
    t.equal(
      histogram({ ...rest, predictions: odd, measured: [] }, words).reduce((sum, one) => sum + one.predicted, 0),
      odd.length,
      JSON.stringify(odd),
    )
  t.equal(medianText({ ...rest, predictions: [], measured: [1, 2.417, 3].map(number) }, words), '2.42 s')
})
