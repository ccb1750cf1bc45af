import { randomBytes } from 'node:crypto'
import { readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type RoomEvent, roomEventSchema, type RoomNews } from '../model/class-events.ts'
import { readTextFile } from '../lib/text-file.ts'
import { makeFolder, removePartials } from '../storage/files.ts'
import { learnerFile } from './folder.ts'

/*
 * What the room has not got yet: a file an event, which comes to its place whole with a rename. So a command that is killed leaves an event or none, several
 * commands need no lock, and an event is gone only when the room has said that it is kept. Nothing waits for the disk: a machine that loses its power
 * may lose the newest.
 */

/** Events that wait at most; beyond it the oldest are dropped. */
export const MOST_WAITING = 2000

const folder = () => learnerFile('outbox')
const ID = /^(\d{13}-\d{6}-[0-9a-f]{8})\.json$/

let told = 0

/** Puts an event into the outbox. Throws what the file system says. */
export async function putEvent(news: RoomNews): Promise<RoomEvent> {
  const now = Date.now()
  const id = `${String(now).padStart(13, '0')}-${String((told += 1) % 1_000_000).padStart(6, '0')}-${randomBytes(4).toString('hex')}`
  const event: RoomEvent = { ...news, id, at: now }
  await makeFolder(folder(), 0o700)
  const beside = join(folder(), `${id}.${process.pid}.${now}.${told}.partial`)
  await writeFile(beside, JSON.stringify(event), { mode: 0o600 })
  await rename(beside, join(folder(), `${id}.json`))
  return event
}

/** The ids of what waits, oldest first. */
export async function waitingIds(): Promise<string[]> {
  const names = await readdir(folder()).catch(() => [])
  return names.flatMap((name) => ID.exec(name)?.[1] ?? []).sort()
}

/** The events of these ids. One that cannot be read is removed: nobody will ever be able to. */
export async function readEvents(ids: readonly string[]): Promise<RoomEvent[]> {
  const found: RoomEvent[] = []
  for (const id of ids) {
    const text = await readTextFile(join(folder(), `${id}.json`)).catch(() => undefined)
    const event = text === undefined ? undefined : parsed(text)
    if (event?.id === id) found.push(event)
    else await removeEvents([id])
  }
  return found
}

function parsed(text: string): RoomEvent | undefined {
  try {
    return roomEventSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** Removes what the room has. Ids that are none of an event are skipped. */
export async function removeEvents(ids: readonly string[]): Promise<void> {
  await Promise.all(ids.filter((id) => ID.test(`${id}.json`)).map(async (id) => rm(join(folder(), `${id}.json`), { force: true })))
}

/** Drops what is too much, and what commands that were killed have left half-written. */
export async function boundOutbox(): Promise<void> {
  const ids = await waitingIds()
  await removeEvents(ids.slice(0, Math.max(0, ids.length - MOST_WAITING)))
  await removePartials(folder())
}

/** Forgets everything that waits. */
export async function emptyOutbox(): Promise<void> {
  await rm(folder(), { recursive: true, force: true })
}
