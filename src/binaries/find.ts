import { within } from '../lib/deadline.ts'
import { LabError } from '../lib/errors.ts'
import type { Progress } from '../lib/progress.ts'
import type { BinaryName, FoundBinary } from './binaries.ts'
import { interruption, noBinary, SkippedBinary, type Reasons, type Sought } from './errors.ts'
import { search, type Searched } from './search.ts'
import { VersionMemory } from './version-cache.ts'

export interface FindOptions {
  /** A folder with the programs; left out, `THANOS_LAB_BINARIES`. */
  folder?: string | undefined
  progress: Progress
  signal: AbortSignal
  /** Unix ms after which it gives up with a `timeout`; left out, it takes the time that a build takes. */
  deadline?: number | undefined
}

/** As long as a build on a slow machine may take, and another lab's before it, ms. */
const LONGEST_MS = 2 * 3_600_000

/**
 * Finds every program, side by side: in the folder that the user names, on PATH, in the lab's cache; else fetches its
 * release, else builds it with Go. A binary whose version is too far from the images' is skipped.
 * Throws `no-binary` with every step's reason, `interrupted`, `timeout`, `locked`, `state`, `no-disk`.
 */
export async function findBinaries<Name extends BinaryName>(
  names: readonly Name[],
  options: FindOptions,
): Promise<Record<Name, FoundBinary>> {
  const memory = await VersionMemory.open()
  try {
    const sought = await afterAll(names.map((name) => find(name, memory, options)))
    if (sought.some(({ found }) => found === undefined)) throw noBinary(sought)
    return Object.fromEntries(sought.map(({ name, found }) => [name, found])) as Record<Name, FoundBinary>
  } finally {
    await memory.save()
  }
}

/** Where a program would come from: found, or why not. Fetches and builds nothing. */
export async function inspectBinary(name: BinaryName): Promise<Searched> {
  const memory = await VersionMemory.open()
  try {
    return await search(name, undefined, memory)
  } finally {
    await memory.save()
  }
}

async function find(name: BinaryName, memory: VersionMemory, options: FindOptions): Promise<Sought> {
  const { found, skipped: reasons } = await search(name, options.folder, memory)
  if (found === undefined) {
    options.progress.say(`${name}: ${reasons.map(({ step, reason }) => `${step}: ${reason}`).join('; ')}`)
    return { name, ...(await fetchOrBuild(name, memory, options, reasons)), reasons }
  }
  // Something of that name that was not taken is worth a line; a place where nothing was is not.
  for (const { reason, wrong } of reasons) if (wrong) options.progress.say(`${name}: skipped: ${reason}`)
  return { name, found, reasons }
}

async function fetchOrBuild(name: BinaryName, memory: VersionMemory, options: FindOptions, reasons: Reasons) {
  // Loaded only now: nobody who has the programs waits for what fetches them.
  const { obtain } = await import('./install.ts')
  const leftMs = Math.min(LONGEST_MS, Math.max(0, (options.deadline ?? Infinity) - Date.now()))
  return within(options.signal, Date.now() + leftMs, async (signal) => {
    try {
      return { found: await obtain(name, { progress: options.progress, memory, signal, user: options.signal, leftMs, reasons }) }
    } catch (error) {
      if (error instanceof SkippedBinary) return {}
      throw signal.aborted && !(error instanceof LabError) ? interruption(name, options.signal) : error
    }
  })
}

/** All of them to their end, so that nothing goes on in the background; then the first error, if any. */
async function afterAll<T>(work: Promise<T>[]): Promise<T[]> {
  const ended = await Promise.allSettled(work)
  const failed = ended.find((one) => one.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return ended.map((one) => (one as PromiseFulfilledResult<T>).value)
}
