import { plain } from '../../lib/plain.ts'
import { LabError } from '../../lib/errors.ts'
import { learnerName } from '../../model/class-events.ts'
import type { ClassLeaveAnswer, ClassStatusAnswer } from '../../model/class-answers.ts'
import { readJoinLink } from '../../room/link.ts'
import { beginMembership, forgetMembership, joinedRoom, readMembership, writeMembership } from '../../room/membership.ts'
import { emptyOutbox, putEvent, waitingIds } from '../../room/outbox.ts'
import { type Sent, sendJoin, sendWithRetries } from '../../room/send.ts'
import { startSender } from '../../room/tell.ts'
import type { CommandContext } from '../context.ts'

/* The learner's side of a room. */

/** Who asks for help waits for the room so long, ms; later it is sent beside. */
const AT_ONCE = { firstMs: 200, mostMs: 500, giveUpMs: 2000 }

/** `thanos-lab class join LINK --as NAME` */
export async function answerJoin(context: CommandContext, link: string, { as }: { as: string }): Promise<number> {
  const { server, token } = readJoinLink(link)
  const name = learnerName(as)
  if (name === '')
    throw new LabError('usage', 'The name is empty, or has no character that can be seen', {
      hint: "thanos-lab class join 'LINK' --as Ada",
    })
  const begun = await beginMembership(server, name)
  // Of another room.
  await emptyOutbox()
  const given = await sendJoin(begun, token)
  await writeMembership({ ...begun, name: given, joined: true })
  const answer: ClassStatusAnswer = {
    schemaVersion: 1,
    joined: true,
    server,
    as: given,
    waiting: 0,
    room: 'answers',
    next: 'thanos-lab lesson start',
  }
  context.answer(answer, () =>
    [
      `You are in the room of ${server}, as "${plain(given)}".`,
      'It gets: this name, your lesson and step, your predictions, what your runs measured and their verdicts, and when you need help.',
      'It gets nothing else: no files, no screen, no commands.',
      `→ ${answer.next}`,
    ].join('\n'),
  )
  return 0
}

/** `thanos-lab class help`, `--done`: sent at once, or later where the room does not answer. */
export async function answerHelp(context: CommandContext, { done = false }: { done?: true | boolean }): Promise<number> {
  await joinedRoom()
  await putEvent({ kind: 'help', wanted: !done })
  const answer = await statusNow(await sendWithRetries(AT_ONCE, context.signal))
  if (answer.room === 'no-answer') startSender()
  const said = done ? 'The teacher sees that you need no help any more.' : 'The teacher sees that you need help.'
  context.answer(answer, () =>
    answer.room === 'answers'
      ? `${said}\n→ ${done ? 'thanos-lab lesson start' : 'thanos-lab class help --done, when you need it no more'}`
      : notGot(answer),
  )
  return answer.room === 'refuses' ? 3 : 0
}

/** `thanos-lab class status`: sends what waits, too. */
export async function answerRoomStatus(context: CommandContext): Promise<number> {
  const membership = await readMembership()
  if (membership?.joined !== true) {
    const answer: ClassStatusAnswer = { schemaVersion: 1, joined: false, waiting: 0, next: "thanos-lab class join 'LINK' --as NAME" }
    context.answer(answer, () => `This lab has joined no room, so nothing is sent.\n→ ${answer.next}`)
    return 0
  }
  const answer = await statusNow(await sendWithRetries(AT_ONCE, context.signal))
  context.answer(answer, () =>
    answer.room === 'answers'
      ? `You are in the room of ${answer.server}, as "${plain(answer.as ?? '')}". It has everything.\n→ ${answer.next}`
      : notGot(answer),
  )
  return answer.room === 'refuses' ? 3 : 0
}

async function statusNow(sent: Sent): Promise<ClassStatusAnswer> {
  const { server, name } = await joinedRoom()
  const room = ({ sent: 'answers', 'no-answer': 'no-answer', refused: 'refuses' } as const)[sent.state]
  return {
    schemaVersion: 1,
    joined: true,
    server,
    as: name,
    waiting: (await waitingIds()).length,
    room,
    ...(sent.state === 'sent' ? {} : { detail: sent.why }),
    next: room === 'refuses' ? 'thanos-lab class leave, then join with the link that is valid now' : 'thanos-lab lesson start',
  }
}

function notGot({ server, waiting, room, detail = '', next }: ClassStatusAnswer): string {
  const events = `${waiting} ${waiting === 1 ? 'event waits' : 'events wait'}`
  const what = room === 'refuses' ? `refuses this lab: ${plain(detail)}` : `does not answer: ${plain(detail)}`
  const then = room === 'refuses' ? `${events}.` : `${events}, and will be sent when it answers; your lessons go on without it.`
  return `The room of ${server} ${what}\n${then}\n→ ${next}`
}

/** Who leaves tells it where the room answers within this time. */
const GOODBYE = { firstMs: 100, mostMs: 200, giveUpMs: 500 }

/** `thanos-lab class leave`: also where the file of the room cannot be read. */
export async function answerLeave(context: CommandContext): Promise<number> {
  const membership = await readMembership().catch(() => undefined)
  if (membership?.joined === true) {
    await putEvent({ kind: 'left' })
    await sendWithRetries(GOODBYE, context.signal)
  }
  await forgetMembership()
  await emptyOutbox()
  const answer: ClassLeaveAnswer = {
    schemaVersion: 1,
    ...(membership === undefined ? {} : { left: membership.server }),
    next: 'thanos-lab lesson start',
  }
  context.answer(answer, () =>
    membership === undefined
      ? `This lab had joined no room.\n→ ${answer.next}`
      : `You have left the room of ${membership.server}. Nothing is sent any more; your progress is kept.\n→ ${answer.next}`,
  )
  return 0
}
