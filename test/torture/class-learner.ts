import { appendFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RoomNews, RoomValue } from '../../src/model/class-events.ts'
import { readJoinLink } from '../../src/room/link.ts'
import { beginMembership, readMembership, writeMembership } from '../../src/room/membership.ts'
import { putEvent } from '../../src/room/outbox.ts'
import { sendJoin, sendWithRetries } from '../../src/room/send.ts'
import { startSender } from '../../src/room/tell.ts'

/*
 * One learner of the suite `class`, a process of its own with a state folder of its own (THANOS_LAB_HOME): `LINK NAME LOG NUMBER PAUSE-MS`. It joins where it
 * has not, then tells one thing after the other by the product's own outbox and sender, until it is killed. LOG gets a line for each event that is in the
 * outbox: its id, and how long a command would have taken for it, ms.
 */

const [link = '', name = '', log = '', numberText = '0', pauseText = '0'] = process.argv.slice(2)
const number = Number(numberText)
const pauseMs = Number(pauseText)

/** Questions of real lessons, with what a learner answers and what is measured: choices, and a number. */
const QUESTIONS: { lesson: string; question: string; predicted: RoomValue; measured: RoomValue }[] = [
  { lesson: '04-preferred', question: 'gap', predicted: { choice: number % 3 }, measured: { choice: 1 } },
  { lesson: '07-stalls', question: 'frozen', predicted: { number: 1 + (number % 9) * 1.5 }, measured: { number: 4.9 + number / 100 } },
]

/** So many of the learners start the sender as a command does; the others send in this process, as to start so many takes a processor. */
const WITH_SENDER = 4

if ((await readMembership())?.joined !== true) {
  const { server, token } = readJoinLink(link)
  const begun = await beginMembership(server, name)
  // On a busy machine the answer may take too long: the same learner asks again.
  for (let given: string | undefined; given === undefined;) {
    given = await sendJoin(begun, token).catch(() => undefined)
    if (given !== undefined) await writeMembership({ ...begun, name: given, joined: true })
  }
}

let sending: Promise<unknown> | undefined
for (let turn = 0; ; turn += 1) {
  const begun = performance.now()
  const { id } = await putEvent(newsOf(turn))
  if (number < WITH_SENDER) startSender()
  appendFileSync(log, `${id} ${(performance.now() - begun).toFixed(2)}\n`)
  // One at a time, as the lock of the sender has it.
  if (number >= WITH_SENDER)
    sending ??= sendWithRetries({ firstMs: 250, mostMs: 2000, giveUpMs: 60_000 }).finally(() => (sending = undefined))
  await sleep(pauseMs * (0.5 + Math.random()))
}

/** What a learner does in a lesson, again and again. */
function newsOf(turn: number): RoomNews {
  const { lesson, question, predicted, measured } = QUESTIONS[Math.floor(turn / 8) % QUESTIONS.length]!
  const all: RoomNews[] = [
    { kind: 'screen', lesson, screen: 1 + (turn % 6), screens: 6, step: 'kill', finished: false },
    { kind: 'predicted', lesson, question, value: predicted },
    { kind: 'checked', lesson, step: 'kill', passed: false },
    { kind: 'help', wanted: number % 5 === turn % 5 },
    { kind: 'run', scenario: 'kill-replica', verdict: number % 7 === 0 ? 'inconclusive' : 'pass' },
    { kind: 'checked', lesson, step: 'kill', passed: true },
    { kind: 'measured', lesson, question, value: measured, right: number % 3 === 1 },
    { kind: 'help', wanted: false },
  ]
  return all[turn % all.length]!
}
