import { randomBytes } from 'node:crypto'
import { rm, stat } from 'node:fs/promises'
import { LabError } from '../lib/errors.ts'
import { keepSecret } from '../lib/redact.ts'
import { ROOM_FORMAT } from '../model/class-events.ts'
import type { Membership } from '../model/class-files.ts'
import { stateError, writeFileAtomically } from '../storage/files.ts'
import { readStateFile } from '../storage/state-file.ts'
import { learnerFile } from './folder.ts'

/* The room that this lab has joined. Its file holds a secret: mode 0600, and no output shows it. */

const file = () => learnerFile('joined.json')
const schema = async () => (await import('../model/class-files.ts')).membershipSchema

/** Whether there is a room to tell anything to; takes no time. */
export async function maybeJoined(): Promise<boolean> {
  return (await stat(file()).catch(() => undefined)) !== undefined
}

/** The room that was joined, or that a join was begun to; undefined where there is none. Throws `state` where its file cannot be read. */
export async function readMembership(): Promise<Membership | undefined> {
  const found = await readStateFile(file(), schema, {
    lost: 'The room does not hear of your lessons any more; your progress is kept.',
    hint: 'thanos-lab class leave, then join again with the link of the teacher',
  })
  if (found !== undefined) keepSecret(found.secret)
  return found
}

/** Throws `not-joined` where no room was joined. */
export async function joinedRoom(): Promise<Membership> {
  const found = await readMembership()
  if (found?.joined !== true) throw new LabError('not-joined', 'This lab has joined no room')
  return found
}

/** Who this lab is in that room: who it was when an earlier join got no answer, else somebody new. */
export async function beginMembership(server: string, name: string): Promise<Membership> {
  const earlier = await readMembership()
  if (earlier?.joined === true)
    throw new LabError('class', `This lab is in the room of ${earlier.server} already, as "${earlier.name}"`, {
      hint: 'thanos-lab class leave, then join again',
    })
  const known =
    earlier?.server === server
      ? { learner: earlier.learner, secret: earlier.secret }
      : { learner: randomBytes(8).toString('hex'), secret: randomBytes(32).toString('base64url') }
  keepSecret(known.secret)
  const membership: Membership = { format: ROOM_FORMAT, server, ...known, name, joined: false }
  await writeMembership(membership)
  return membership
}

/** Writes it whole or not at all. Throws `no-disk` or `state`. */
export async function writeMembership(membership: Membership): Promise<void> {
  await writeFileAtomically(file(), `${JSON.stringify(membership, null, 2)}\n`)
}

/** Forgets the room. Throws `state` where something that is no file is in the place of its file: it may be another's, and stays. */
export async function forgetMembership(): Promise<void> {
  await rm(file(), { force: true }).catch((error: unknown) => {
    const { code, message } = stateError(file(), 'remove', error)
    throw new LabError(code, message, { hint: `move ${file()} away, then thanos-lab class leave`, cause: error })
  })
}
