import type { Found, MachineCheck } from '../check.ts'
import { notWritable, roomAt, sizeText } from '../docker.ts'

/** Two replicas' samples of a day, their logs, and a few hundred runs. */
const STATE_NEEDED = 200e6
/** Prometheus, Thanos and kind: about 190 MB, each a second time while it is put together. */
const CACHE_NEEDED = 400e6

export const CACHE_FIX = 'export THANOS_LAB_CACHE=FOLDER  # one on another disk, that is yours'

export const stateFolderCheck: MachineCheck = {
  id: 'state-folder',
  title: 'the state folder',
  everyRuntime: true,
  look: ({ folders }) =>
    look(folders.state, STATE_NEEDED, 'missing', 'export THANOS_LAB_HOME=FOLDER  # one on another disk, that is yours'),
}

export const cacheFolderCheck: MachineCheck = {
  id: 'cache-folder',
  title: 'the cache folder',
  // It is needed only where a program is fetched or built, which that program's check says.
  look: ({ folders }) => look(folders.cache, CACHE_NEEDED, 'warn', CACHE_FIX),
}

async function look(path: string, needed: number, otherwise: Found['status'], fix: string): Promise<Found> {
  const refused = await notWritable(path)
  if (refused !== undefined) return { status: otherwise, detail: refused, fix }
  const { free } = await roomAt(path)
  const detail = `${path}, ${sizeText(free)} free`
  return free < needed ? { status: otherwise, detail: `${detail}; ${sizeText(needed)} are needed`, fix } : { status: 'ok', detail }
}
