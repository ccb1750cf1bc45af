import { networkInterfaces } from 'node:os'
import { membersOf, openRoom } from '../../app/room.ts'
import { LabError } from '../../lib/errors.ts'
import { plain } from '../../lib/plain.ts'
import type { ClassResultsAnswer, ClassServeAnswer } from '../../model/class-answers.ts'
import type { RoomQuestion, RoomState } from '../../model/class-state.ts'
import { type Language, languageOfEnvironment } from '../../model/language.ts'
import { qrSquares } from '../../room/qr.ts'
import { ReceivedFile, roomLock, writeRoom } from '../../room/received.ts'
import { withLock } from '../../storage/lock.ts'
import { isLoopback } from '../../web/server/guard.ts'
import { serveRoom } from '../../web/server/room.ts'
import type { CommandContext } from '../context.ts'
import { qrText } from '../qr-text.ts'

/* The teacher's side of a room. */

export interface ServeRoomOptions {
  listen: string
  port?: number
  new?: true
  lang?: Language
}

/** `thanos-lab class serve`: until the command is stopped. */
export async function answerServe(context: CommandContext, options: ServeRoomOptions): Promise<number> {
  const { listen } = options
  if (['0.0.0.0', '::', '[::]'].includes(listen))
    throw new LabError('usage', `${listen} is no address that a learner can open`, {
      hint: `name one of this machine: ${ownAddresses().join(', ') || 'it has none but 127.0.0.1'}`,
    })
  return withLock(roomLock(), { what: 'the room', waitMs: 0 }, async (lost) => serveUntilStopped(context, options, lost))
}

async function serveUntilStopped(context: CommandContext, { listen, port, new: isNew, lang }: ServeRoomOptions, lost: AbortSignal) {
  const { progress, signal } = context
  const language = lang ?? languageOfEnvironment(process.env)
  const { room, members } = await openRoom({ isNew: isNew === true, language, ...(port === undefined ? {} : { port }) })
  const received = await ReceivedFile.open()
  try {
    const served = await serveRoom({ room, members, received, listen, port: port ?? room.port, language })
    try {
      // The same link after a restart.
      await writeRoom({ ...room, port: served.port })
      const { join, teacher } = served
      const answer: ClassServeAnswer = { schemaVersion: 1, join, teacher, learners: Object.keys(members.state.learners).length }
      context.answer(answer, () => servedText(context, answer))
      if (isLoopback(listen))
        progress.warn(`Only this machine reaches ${listen}. For a room, name an address: --listen ${ownAddresses()[0] ?? 'ADDRESS'}`)
      else progress.warn('What the learners send is not encrypted: use it in a network that you trust.')
      progress.say('Press Ctrl-C to stop. What was received is kept; thanos-lab class serve goes on with this room.')
      await aborted(AbortSignal.any([signal, lost]))
    } finally {
      await served.close()
    }
  } finally {
    await received.close()
  }
  lost.throwIfAborted()
  return context.interruptedBy() ?? 0
}

function servedText({ ascii, color }: CommandContext, { join, teacher, learners }: ClassServeAnswer): string {
  const known = learners === 0 ? '' : ` ${learners} ${learners === 1 ? 'learner is' : 'learners are'} in it already.`
  return [
    `The room is open.${known} Learners join with:`,
    '',
    `  thanos-lab class join '${join}' --as NAME`,
    '',
    ...qrText(qrSquares(join), { ascii, color }).map((line) => `  ${line}`),
    '',
    'Your page; show this URL to nobody, as whoever has it sees the room:',
    '',
    `  ${teacher}`,
  ].join('\n')
}

/** Addresses of this machine that others may reach, IPv4 first. */
function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((one) => one ?? [])
  const outer = all.filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
  return outer.sort((one, other) => one.family.localeCompare(other.family)).map(({ address }) => address)
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}

/** `thanos-lab class results` */
export async function answerResults(context: CommandContext): Promise<number> {
  const { state } = await membersOf('en')
  context.answer(resultsOf(state), () => resultsText(state))
  return 0
}

function resultsOf({ learners, questions }: RoomState): ClassResultsAnswer {
  return {
    schemaVersion: 1,
    learners: Object.values(learners).map(({ name, at, run, help }) => ({
      name,
      ...(at === undefined ? {} : { lesson: at.lesson, screen: at.screen, screens: at.screens, finished: at.finished }),
      ...(run === undefined ? {} : { verdict: run.verdict }),
      ...(help === undefined ? {} : { helpSince: help }),
    })),
    questions: Object.values(questions).map(({ key, ask, choices, unit, predictions, measured, right }) => ({
      question: key,
      ask,
      ...(choices === undefined ? {} : { choices }),
      ...(unit === undefined ? {} : { unit }),
      predictions,
      measured,
      right,
    })),
  }
}

function resultsText({ learners, questions }: RoomState): string {
  const people = Object.values(learners).map(({ name, at, help }) => {
    const place = at === undefined ? 'no lesson yet' : at.finished ? `${at.title}: finished` : `${at.title}: ${at.screen} of ${at.screens}`
    return `  ${plain(name)}: ${place}${help === undefined ? '' : '; needs help'}`
  })
  return [
    `${people.length} ${people.length === 1 ? 'learner' : 'learners'}`,
    ...people,
    ...Object.values(questions).flatMap(questionLines),
  ].join('\n')
}

function questionLines({ key, ask, choices, predictions, measured, right }: RoomQuestion): string[] {
  const texts = predictions.map((value) =>
    'choice' in value ? (choices?.[value.choice] ?? `choice ${value.choice + 1}`) : `${value.number}`,
  )
  const counts = [...new Set(texts)].map((text) => `  ${String(texts.filter((one) => one === text).length).padStart(3)} × ${text}`)
  return ['', `${key}: ${ask}`, ...counts, `  ${right} of ${measured.length} whose run has measured it were right`]
}
