import { setTimeout as sleep } from 'node:timers/promises'
import { type Address, NoAnswer, sendRequest } from '../lib/http.ts'
import { joinAnswerSchema, MOST_BATCH, ROOM_FORMAT, type RoomEvent, toldAnswerSchema } from '../model/class-events.ts'
import type { Membership } from '../model/class-files.ts'
import { LabError } from '../lib/errors.ts'
import { readMembership } from './membership.ts'
import { readEvents, removeEvents, waitingIds } from './outbox.ts'

/* Requests of a learner's lab to the room. */

const TIMEOUT_MS = 5000
const MOST_ANSWER = 65_536

/** What became of sending: all is sent; the room does not answer; or it refuses this lab for good, with what it said. */
export type Sent = { state: 'sent' } | { state: 'no-answer'; why: string } | { state: 'refused'; why: string }

const addressOf = (server: string, credential: string): Address => ({ url: server, headers: { Authorization: `Bearer ${credential}` } })

/** Joins; the name that the room has given. Throws `class` where it refuses, or does not answer. */
export async function sendJoin({ server, learner: id, secret, name }: Membership, token: string): Promise<string> {
  const body = { format: ROOM_FORMAT, id, secret, name }
  const reply = await sendRequest(addressOf(server, token), '/api/join', {
    method: 'POST',
    body,
    timeoutMs: TIMEOUT_MS,
    mostBytes: MOST_ANSWER,
  }).catch((error: unknown) => {
    if (!(error instanceof NoAnswer)) throw error
    throw new LabError('class', `The room does not answer: ${error.message}`, {
      hint: 'ask the teacher whether thanos-lab class serve is running, and join again',
      cause: error,
    })
  })
  const answer = joinAnswerSchema.safeParse(reply.body)
  if (reply.status === 200 && answer.success) return answer.data.name
  throw new LabError('class', `The room of ${server} does not let this lab in: ${refusalText(reply)}`, {
    hint: 'ask the teacher for the join link that is valid now',
  })
}

function refusalText({ status, body }: { status: number; body: unknown }): string {
  const message = (body as { error?: { message?: unknown } } | null)?.error?.message
  return typeof message === 'string' ? message.slice(0, 300) : `it answered ${status}`
}

/** Sends what waits, in batches, until nothing does. */
export async function sendWaiting(signal?: AbortSignal): Promise<Sent> {
  for (;;) {
    const membership = await readMembership()
    if (membership?.joined !== true) return { state: 'refused', why: 'this lab has left the room' }
    const ids = (await waitingIds()).slice(0, MOST_BATCH)
    if (ids.length === 0) return { state: 'sent' }
    const events = await readEvents(ids)
    if (events.length === 0) continue
    const sent = await post(membership, events, signal)
    if (sent.state !== 'sent') return sent
    await removeEvents(sent.done)
  }
}

async function post(
  membership: Membership,
  events: readonly RoomEvent[],
  signal?: AbortSignal,
): Promise<Exclude<Sent, { state: 'sent' }> | { state: 'sent'; done: string[] }> {
  try {
    const reply = await sendRequest(addressOf(membership.server, `${membership.learner}.${membership.secret}`), '/api/told', {
      method: 'POST',
      body: { now: Date.now(), events },
      timeoutMs: TIMEOUT_MS,
      mostBytes: MOST_ANSWER,
      ...(signal === undefined ? {} : { signal }),
    })
    const answer = toldAnswerSchema.safeParse(reply.body)
    const done = answer.data?.done.filter((id) => events.some((event) => event.id === id)) ?? []
    // None at all would be sent again and again.
    if (reply.status === 200 && done.length > 0) return { state: 'sent', done }
    const why = refusalText(reply)
    return isForGood(reply.status) ? { state: 'refused', why } : { state: 'no-answer', why }
  } catch (error) {
    if (error instanceof NoAnswer) return { state: 'no-answer', why: error.message }
    throw error
  }
}

/** Too many requests, or a mistake of the server's, pass. */
const isForGood = (status: number) => status >= 400 && status < 500 && status !== 429 && status !== 408

export interface SendingTimes {
  /** From one try to the next where the room does not answer, ms: it grows up to `mostMs`. */
  firstMs: number
  mostMs: number
  /** So long it is tried where the room does not answer at all. */
  giveUpMs: number
}

/** Sends what waits, and tries again where the room does not answer; what became of it at last. */
export async function sendWithRetries({ firstMs, mostMs, giveUpMs }: SendingTimes, signal?: AbortSignal): Promise<Sent> {
  const giveUpAt = Date.now() + giveUpMs
  for (let pauseMs = firstMs; ; pauseMs = Math.min(2 * pauseMs, mostMs)) {
    const sent = await sendWaiting(signal)
    if (sent.state !== 'no-answer' || Date.now() + pauseMs >= giveUpAt || signal?.aborted === true) return sent
    // A room that was away is not asked by all of its learners at the same moment.
    await sleep(pauseMs * (0.75 + Math.random() / 2))
  }
}
