import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { joinLink } from '../../room/link.ts'
import { MOST_LEARNERS, type Members } from '../../room/members.ts'
import { qrSquares } from '../../room/qr.ts'
import type { ReceivedFile } from '../../room/received.ts'
import { joinRequestSchema, learnerName, roomEventSchema, toldRequestSchema } from '../../model/class-events.ts'
import type { Received, RoomFile } from '../../model/class-files.ts'
import { roomChange, type RoomState } from '../../model/class-state.ts'
import type { Language } from '../../model/language.ts'
import { readBuiltPage } from '../built-page.ts'
import { Events } from './events.ts'
import { isForeignPage, isOwnHost, isToken, tokenOf } from './guard.ts'
import { RateLimit } from './rate-limit.ts'
import { type Call, ok, refusal, type Route, type ServedAnswer } from './route.ts'
import { pageReply } from './routes.ts'
import { type ServedSite, serveSite } from './serve.ts'

/*
 * The server of a room. Who may do what: the teacher's token sees; the join token lets a learner in, and nothing else; a learner's own id and secret tell that
 * learner's events, and see nothing. `/join` needs no token: it says what to type, and the browser keeps the token of the link to itself.
 */

export interface RoomOptions {
  room: RoomFile
  members: Members
  received: Pick<ReceivedFile, 'append'>
  listen: string
  port: number
  language: Language
}

/** Changes are sent together for so long, ms: thirty learners answer at the same moment. */
const TOGETHER_MS = 25

/** Serves a room, until it is closed. Throws `port-taken`, `usage`, `no-page`. */
export async function serveRoom(options: RoomOptions): Promise<ServedSite & { join: string; teacher: string }> {
  readBuiltPage()
  const { room, members, listen, port } = options
  const events = new Events<RoomState>(roomChange, { firstId: Date.now() })
  let due: NodeJS.Timeout | undefined
  const publish = () => {
    due ??= setTimeout(() => {
      due = undefined
      events.publish(members.state)
    }, TOGETHER_MS)
  }
  events.publish(members.state)
  let join = ''
  const site = {
    routes: [...learnerRoutes(options, publish), ...teacherRoutes(options, events, () => join)],
    refuse: (request: IncomingMessage, url: URL, bound: number) => refusalOfRoom(request, url, { room, members, listen, port: bound }),
    end() {
      clearTimeout(due)
      events.close()
    },
    freePort: 'end what listens there, or name another one with --port: the learners then need the new join link',
  }
  const served = await serveSite(site, { port, listen })
  join = joinLink({ server: served.server, token: room.joinToken })
  return { ...served, join, teacher: `${served.server}/?token=${room.teacherToken}` }
}

type Guarded = Pick<RoomOptions, 'room' | 'members' | 'listen' | 'port'>

const WRONG = 'The token is missing or wrong. Ask the teacher for the link that is valid now.'

function refusalOfRoom(request: IncomingMessage, url: URL, { room, members, listen, port }: Guarded): string | undefined {
  const { host } = request.headers
  if (host === undefined || !isOwnHost(host, { listen, port }))
    return 'This room is served under its own address only. Use the link that the teacher shows.'
  if (isForeignPage(request, url, ['/', '/join'])) return 'Another page may not use this one.'
  if (url.pathname === '/join') return undefined
  if (url.pathname === '/api/join') return isToken(tokenOf(request, url), room.joinToken) ? undefined : WRONG
  if (url.pathname === '/api/told') return learnerOf(request, members) === undefined ? WRONG : undefined
  return isToken(tokenOf(request, url), room.teacherToken) ? undefined : WRONG
}

/** Who tells: by the id and its secret, `Bearer ID.SECRET`. */
function learnerOf({ headers: { authorization = '' } }: IncomingMessage, members: Members): string | undefined {
  const [, id = '', secret = ''] = /^Bearer ([0-9a-f]{16})\.([\w-]{43})$/i.exec(authorization) ?? []
  const hash = members.secretHashOf(id)
  return hash !== undefined && isToken(hashOf(secret), hash) ? id : undefined
}

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex')

/** Requests a minute: joins of all, and what one learner tells. */
const MOST_JOINS = 600
const MOST_TOLD = 600

function learnerRoutes(options: RoomOptions, onChange: () => void): Route[] {
  const limit = new RateLimit(60_000)
  const often: ServedAnswer = { ...refusal(429, 'Too many requests. Try again in a minute.'), headers: { 'Retry-After': '60' } }
  return [
    {
      path: '/api/join',
      method: 'POST',
      handle: async ({ body }) => (limit.isOver('join', MOST_JOINS) ? often : joined(body, options, onChange)),
    },
    {
      path: '/api/told',
      method: 'POST',
      async handle({ request, body }) {
        const learner = learnerOf(request, options.members)!
        return limit.isOver(learner, MOST_TOLD) ? often : told(learner, body, options, onChange)
      },
    },
  ]
}

async function joined(body: unknown, { members, received }: RoomOptions, onChange: () => void): Promise<ServedAnswer> {
  const asked = joinRequestSchema.safeParse(body).data
  if (asked === undefined) return refusal(400, 'This is another version of thanos-lab than the one that serves the room.')
  const name = learnerName(asked.name)
  if (name === '') return refusal(400, 'The name is empty, or has no character that can be seen.')
  const secretHash = hashOf(asked.secret)
  const known = members.secretHashOf(asked.id)
  if (known !== undefined && !isToken(secretHash, known)) return refusal(403, WRONG)
  if (known === undefined && members.size >= MOST_LEARNERS) return refusal(403, `The room is full: ${MOST_LEARNERS} learners.`)
  const line: Received = { type: 'joined', at: Date.now(), learner: asked.id, secretHash, name: members.freeName(name, asked.id) }
  // Before it is written: a second one of that name comes meanwhile.
  members.take(line)
  await received.append([line])
  onChange()
  return ok({ name: line.name })
}

/** A learner that was away tells what is this old at most; the time of an older one is wrong. */
const MOST_AGE_MS = 86_400_000

async function told(learner: string, body: unknown, { members, received }: RoomOptions, onChange: () => void): Promise<ServedAnswer> {
  const asked = toldRequestSchema.safeParse(body).data
  if (asked === undefined) return refusal(400, 'This is another version of thanos-lab than the one that serves the room.')
  const now = Date.now()
  const lines: Received[] = []
  const done: string[] = []
  for (const one of asked.events) {
    const event = roomEventSchema.safeParse(one).data
    // One that will never fit, or is too much, is not to be sent again.
    if (event === undefined) done.push(...idOf(one))
    else {
      done.push(event.id)
      const isNew = !members.has(learner, event.id) && lines.every((line) => line.type === 'joined' || line.event.id !== event.id)
      const age = Math.min(MOST_AGE_MS, Math.max(0, asked.now - event.at))
      if (isNew && members.hasRoomFor(learner, lines.length + 1)) lines.push({ type: 'event', at: now - age, learner, event })
    }
  }
  // What is not kept is not shown: a learner sends it again.
  await received.append(lines)
  for (const line of lines) members.take(line)
  if (lines.length > 0) onChange()
  return ok({ done })
}

function idOf(event: unknown): string[] {
  const id = (event as { id?: unknown } | null)?.id
  return typeof id === 'string' ? [id] : []
}

function teacherRoutes({ room, language }: RoomOptions, events: Events<RoomState>, join: () => string): Route[] {
  const page = (data: object) => async () => pageReply(readBuiltPage(), { title: 'thanos-lab class', data: { language, ...data } })
  return [
    {
      path: '/',
      method: 'GET',
      handle: async () => page({ mode: 'room', join: join(), squares: rowsOf(join()), since: Date.parse(room.createdAt) })(),
    },
    { path: '/join', method: 'GET', handle: page({ mode: 'join' }) },
    { path: '/api/state', method: 'GET', handle: async () => ok(events.state!) },
    {
      path: '/api/events',
      method: 'GET',
      async handle({ request, url, response }: Call) {
        events.attach(request, url, response)
        return undefined
      },
    },
  ]
}

/** Each row of the QR code as a text of 0 and 1. */
const rowsOf = (text: string) => qrSquares(text).map((row) => row.map((isDark) => (isDark ? '1' : '0')).join(''))
