import { lstat, mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { LabError } from '../lib/errors.ts'
import { poll } from '../lib/poll.ts'
import { makeFolder, stateError } from './files.ts'
import { type Foreign, type Holder, holderFile, holderOf, isGone, holderText, thisHolder } from './holder.ts'

/*
 * A lock is a folder with a file that says who holds it, and comes to its place whole, with a rename. Its holder has it for as long as that process
 * lives, also while it is stopped, and no longer. A holder on another machine (a shared state folder) cannot be looked for: it has the lock as long as
 * it touches the file.
 */

export interface LockOptions {
  /** What is locked, in words: `the lab "x"`. */
  what: string
  /** How long to wait for another holder. */
  waitMs: number
  /** Called once, when another holder is found, with who it is in words. */
  onWait?: (who: string) => void
  signal?: AbortSignal
}

/** How often a holder says that it is there, and looks whether the lock is still its own, ms. */
const HEARTBEAT_MS = 2000
/** Whoever clears a lock away for so long has died meanwhile, ms. */
const CLEARING_MS = 5000

/**
 * Runs `work` while nobody else (in any process) holds the same lock. Throws `locked` with who holds it when that one is not done in time, and
 * `interrupted` when the signal aborts meanwhile. Where somebody takes the lock away, `lost` aborts with the `locked` that is thrown when
 * the work has ended.
 */
export async function withLock<T>(path: string, options: LockOptions, work: (lost: AbortSignal) => Promise<T>): Promise<T> {
  const lock = `${path}.lock`
  const own = await take(lock, options)
  const lost = new AbortController()
  const heartbeat = setInterval(() => {
    void touched(lock, own).then((is) => {
      if (!is) lost.abort(new LabError('locked', `The lock on ${options.what} (${lock}) was taken away, so this command has stopped`))
    })
  }, HEARTBEAT_MS)
  try {
    const result = await work(lost.signal)
    lost.signal.throwIfAborted()
    return result
  } catch (error) {
    throw lost.signal.aborted ? lost.signal.reason : error
  } finally {
    clearInterval(heartbeat)
    if (await isOwn(lock, own)) await removed(lock, own).catch(() => {})
  }
}

async function take(lock: string, options: LockOptions): Promise<Holder> {
  await makeFolder(dirname(lock)).catch((error: unknown) => {
    throw stateError(lock, 'write', error)
  })
  const own = await thisHolder()
  let who: string | undefined
  const tryOnce = async () => {
    if (await created(lock, own)) return true
    const other = await holderOf(lock)
    if (other === undefined || ((await isGone(lock, other)) && (await cleared(lock, other)))) return created(lock, own)
    const before = who
    who = await holderText(other)
    if (before === undefined) options.onWait?.(who)
    return false
  }
  const onMiss = () => {
    if (options.signal?.aborted) throw stopped(options)
  }
  if (await poll(tryOnce, { everyMs: 200, deadline: Date.now() + options.waitMs, onMiss })) return own
  throw new LabError('locked', `Another thanos-lab is at work on ${options.what}: ${who ?? 'it has just begun'}`)
}

/** What `rename` and `mkdir` say where something is in the place already. */
const TAKEN = new Set(['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EISDIR'])

/** Whether the lock is this one's now: nobody had it. Throws `state`, `no-disk`. */
async function created(lock: string, own: Holder): Promise<boolean> {
  if ((await lstat(lock).catch(() => undefined)) !== undefined) return false
  const beside = `${lock}.${own.id}`
  try {
    await mkdir(beside, { mode: 0o700 })
    await writeFile(holderFile(beside), JSON.stringify(own), { mode: 0o600 })
    // Refused where there is a folder with something in it.
    await rename(beside, lock)
    return true
  } catch (error) {
    await rm(beside, { recursive: true, force: true }).catch(() => {})
    if (TAKEN.has((error as NodeJS.ErrnoException).code ?? '')) return false
    throw stateError(lock, 'write', error)
  }
}

/**
 * Takes away the lock of one who is gone; false where somebody else does, or has a lock of their own by now. Only one at a time: else the second of two
 * that have found the same holder gone would take away the lock that the first one has by then.
 */
async function cleared(lock: string, gone: Holder | Foreign): Promise<boolean> {
  const clearing = `${lock}.clearing`
  try {
    await mkdir(clearing)
  } catch (error) {
    if (!TAKEN.has((error as NodeJS.ErrnoException).code ?? '')) throw stateError(lock, 'write', error)
    const begun = await stat(clearing).catch(() => undefined)
    if (begun !== undefined && Math.abs(Date.now() - begun.mtimeMs) > CLEARING_MS) await rm(clearing, { recursive: true, force: true })
    return false
  }
  try {
    if ((await holderOf(lock))?.id !== gone.id) return false
    if ('foreign' in gone) await rename(lock, `${lock}.${Date.now()}.bad`)
    else await removed(lock, gone)
    return true
  } catch (error) {
    throw stateError(lock, 'write', error)
  } finally {
    await rm(clearing, { recursive: true, force: true }).catch(() => {})
  }
}

/**
 * Removes what commands that were killed while they took a lock, or gave it back, have left beside the locks whose names in that folder fit. Never
 * throws.
 */
export async function sweepLocks(folder: string, fits: (lock: string) => boolean): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  const beside = names.filter((name) => {
    const lock = /^(.+)\.lock\.(?:[0-9a-f-]{36}|clearing)$/.exec(name)?.[1]
    return lock !== undefined && fits(lock)
  })
  const left = await Promise.all(beside.map((name) => isLeft(join(folder, name)).catch(() => false)))
  await Promise.all(
    beside.filter((_, index) => left[index]).map((name) => rm(join(folder, name), { recursive: true, force: true }).catch(() => {})),
  )
}

/** One without a holder may be somebody's who has just made it. */
async function isLeft(beside: string): Promise<boolean> {
  const holder = await holderOf(beside)
  if (holder !== undefined && !('foreign' in holder)) return isGone(beside, holder)
  const { mtimeMs } = await stat(beside)
  return Math.abs(Date.now() - mtimeMs) > CLEARING_MS
}

/** At one go: a lock without its file would be nobody's for a moment. */
async function removed(lock: string, { id }: Holder): Promise<void> {
  await rename(lock, `${lock}.${id}`)
  await rm(`${lock}.${id}`, { recursive: true, force: true })
}

async function isOwn(lock: string, own: Holder): Promise<boolean> {
  return (await holderOf(lock))?.id === own.id
}

/** Says that the holder is there; false where the lock is not its own any more. */
async function touched(lock: string, own: Holder): Promise<boolean> {
  if (!(await isOwn(lock, own))) return false
  const now = new Date()
  await utimes(holderFile(lock), now, now).catch(() => {})
  return true
}

/** Whoever aborts with a reason of their own (a deadline) gets that; a bare abort is an interruption. */
function stopped({ what, signal }: LockOptions): unknown {
  const why: unknown = signal?.reason
  const bare = why instanceof DOMException && why.name === 'AbortError'
  return bare ? new LabError('interrupted', `Stopped while another thanos-lab was at work on ${what}`) : why
}
