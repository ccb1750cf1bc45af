import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import lockfile from 'proper-lockfile'
import { LabError } from '../lib/errors.ts'
import { poll } from '../lib/poll.ts'
import { stateError } from './files.ts'

export interface LockOptions {
  /** What is locked, in words: `the lab "x"`. */
  what: string
  /** How long to wait for another holder. */
  waitMs: number
  /** Called once, when another holder is found. */
  onWait?: () => void
  signal?: AbortSignal
}

/**
 * Runs `work` while nobody else (in any process) holds the same lock. A holder that died is found out after 10 s
 * (its heartbeat stops). Throws `locked` when the other one is not done in time,
 * and `interrupted` when the signal aborts meanwhile.
 */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const release = await take(path, options)
  try {
    return await work()
  } finally {
    await release().catch(() => {})
  }
}

async function take(path: string, options: LockOptions): Promise<() => Promise<void>> {
  await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
    throw stateError(path, 'write', error)
  })
  const deadline = Date.now() + options.waitMs
  let reported = false
  const tryOnce = async () => {
    try {
      return await lockfile.lock(path, { realpath: false, stale: 10_000, update: 2_000, onCompromised: () => {} })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw stateError(path, 'write', error)
      if (!reported) options.onWait?.()
      reported = true
      return undefined
    }
  }
  const onMiss = () => {
    if (options.signal?.aborted) throw stopped(options)
  }
  const release = await poll(tryOnce, { everyMs: 200, deadline, onMiss })
  if (release === undefined) throw new LabError('locked', `Another thanos-lab is at work on ${options.what}`)
  return release
}

/** Whoever aborts with a reason of their own (a deadline) gets that; a bare abort is an interruption. */
function stopped({ what, signal }: LockOptions): unknown {
  const why: unknown = signal?.reason
  const bare = why instanceof DOMException && why.name === 'AbortError'
  return bare ? new LabError('interrupted', `Stopped while another thanos-lab was at work on ${what}`) : why
}
