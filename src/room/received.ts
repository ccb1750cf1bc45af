import { randomBytes } from 'node:crypto'
import { type FileHandle, open, rename } from 'node:fs/promises'
import { LabError, reason } from '../lib/errors.ts'
import { ROOM_FORMAT } from '../model/class-events.ts'
import { type Received, receivedSchema, type RoomFile } from '../model/class-files.ts'
import { makeFolder, readText, stateError, writeFileAtomically } from '../storage/files.ts'
import { readStateFile } from '../storage/state-file.ts'
import { dirname } from 'node:path'
import { teacherFile } from './folder.ts'

/* What a room has received, on the teacher's side: its tokens in one file, and a line for each learner and each event in another. */

const roomFile = () => teacherFile('room.json')
const linesFile = () => teacherFile('received.jsonl')
const schema = async () => (await import('../model/class-files.ts')).roomFileSchema

/** The lock of whoever serves the room. */
export function roomLock(): string {
  return teacherFile('lock')
}

/** The room that was served before; undefined where there is none. Throws `state` where it cannot be read. */
export async function readRoom(): Promise<RoomFile | undefined> {
  return readStateFile(roomFile(), schema, {
    lost: 'The learners of that room have to join again.',
    hint: 'thanos-lab class serve --new, which begins another room',
  })
}

const newToken = (bytes: number) => randomBytes(bytes).toString('base64url')

/** A room with tokens of its own. What the one before has received is kept beside, under another name. */
export async function newRoom(port: number): Promise<RoomFile> {
  await rename(linesFile(), `${linesFile()}.${Date.now()}.old`).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw stateError(linesFile(), 'write', error)
  })
  const room: RoomFile = {
    format: ROOM_FORMAT,
    joinToken: newToken(16),
    teacherToken: newToken(24),
    port,
    createdAt: new Date().toISOString(),
  }
  await writeRoom(room)
  return room
}

/** Writes it whole or not at all. Throws `no-disk` or `state`. */
export async function writeRoom(room: RoomFile): Promise<void> {
  await writeFileAtomically(roomFile(), `${JSON.stringify(room, null, 2)}\n`)
}

/**
 * The lines in their order. The last one may be cut off, where the server was killed: whoever sent it was told nothing, and sends it again. Throws `state` where
 * another line does not fit.
 */
export async function readReceived(): Promise<Received[]> {
  try {
    const text = (await readText(linesFile())) ?? ''
    const lines = text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .slice(0, -1)
    return lines.map((line, place) => receivedLine(line, place))
  } catch (error) {
    throw new LabError('state', `${linesFile()} cannot be read: ${reason(error)}. What the room has received is lost`, {
      hint: 'thanos-lab class serve --new, which begins another room',
      cause: error,
    })
  }
}

function receivedLine(line: string, place: number): Received {
  try {
    return receivedSchema.parse(JSON.parse(line))
  } catch {
    throw new Error(`line ${place + 1} does not fit`)
  }
}

/** Lines are appended, whole and in order, down to the disk. */
export class ReceivedFile {
  readonly #file: FileHandle
  #last: Promise<unknown> = Promise.resolve()

  private constructor(file: FileHandle) {
    this.#file = file
  }

  /** A line that was cut off is removed first. */
  static async open(): Promise<ReceivedFile> {
    const path = linesFile()
    try {
      const text = (await readText(path)) ?? ''
      await makeFolder(dirname(path))
      const file = await open(path, 'a', 0o600)
      await file.truncate(Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)))
      return new ReceivedFile(file)
    } catch (error) {
      throw stateError(path, 'write', error)
    }
  }

  /** Ends when the lines are on the disk. Throws `no-disk` or `state`. */
  async append(lines: readonly Received[]): Promise<void> {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    const written = this.#last.then(async () => {
      await this.#file.appendFile(text)
      await this.#file.datasync()
    })
    this.#last = written.catch(() => {})
    await written.catch((error: unknown) => {
      throw stateError(linesFile(), 'write', error)
    })
  }

  async close(): Promise<void> {
    await this.#last
    await this.#file.close()
  }
}
