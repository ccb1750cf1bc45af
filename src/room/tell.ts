import { spawn } from 'node:child_process'
import { builtProgram } from '../lib/package-files.ts'
import type { RoomNews } from '../model/class-events.ts'
import { stateHome } from '../storage/paths.ts'
import { maybeJoined } from './membership.ts'
import { putEvent } from './outbox.ts'

/**
 * Tells the room what happened, where this lab has joined one: into the outbox, and a program beside this command sends it. Never throws and never waits for the
 * room: a lesson goes on whatever becomes of it.
 */
export async function tellRoom(news: () => RoomNews[] | Promise<RoomNews[]>): Promise<void> {
  try {
    if (!(await maybeJoined())) return
    const all = await news()
    for (const one of all) await putEvent(one)
    if (all.length > 0) startSender()
  } catch {
    // A full disk, a folder that may not be written to: the room hears nothing.
  }
}

/** Starts the program that sends; it outlives this command. */
export function startSender(): void {
  const program = builtProgram(import.meta.url, 'room', 'sender')
  const env = { ...process.env, THANOS_LAB_HOME: stateHome() }
  const running = spawn(process.execPath, [program], { detached: true, stdio: 'ignore', cwd: '/', env })
  running.on('error', () => {})
  running.unref()
}
