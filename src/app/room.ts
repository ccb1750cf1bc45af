import { listLessons } from '../lesson/files.ts'
import { lessonsFolder } from '../lesson/names.ts'
import type { RoomFile } from '../model/class-files.ts'
import type { Language } from '../model/language.ts'
import { type Course, Members } from '../room/members.ts'
import { newRoom, readReceived, readRoom } from '../room/received.ts'

/** A room, and what it has received so far. */
export interface OpenedRoom {
  room: RoomFile
  members: Members
}

/** The room that was served before, or another one. Throws `state`. */
export async function openRoom({ isNew, port, language }: { isNew: boolean; port?: number; language: Language }): Promise<OpenedRoom> {
  const known = isNew ? undefined : await readRoom()
  const room = known ?? (await newRoom(port ?? 0))
  return { room, members: await membersOf(language) }
}

/** Everything that the room of this lab has received. Throws `state`. */
export async function membersOf(language: Language): Promise<Members> {
  const members = new Members(await courseIn(language))
  for (const line of await readReceived()) members.take(line)
  return members
}

/** The lessons as the teacher's lab has them, in that language. */
async function courseIn(language: Language): Promise<Course> {
  const lessons = await listLessons(lessonsFolder(language))
  const byName = new Map(lessons.map((lesson) => [lesson.name, lesson]))
  return {
    titleOf: (name) => byName.get(name)?.title,
    questionOf(name, question) {
      const found = byName.get(name)?.predict.find(({ id }) => id === question)
      if (found === undefined) return undefined
      const { ask, choices, number } = found
      return {
        ask,
        ...(choices === undefined ? {} : { choices: choices.map(({ text }) => text) }),
        ...(number === undefined ? {} : { unit: number }),
      }
    },
  }
}
