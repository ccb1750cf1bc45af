import { start } from '../../src/lib/exec.ts'

/** The pid of a process that has ended. */
export async function endedPid(): Promise<number> {
  const { pid, ended } = start('/bin/true', [], { env: {} })
  await ended
  return pid!
}
