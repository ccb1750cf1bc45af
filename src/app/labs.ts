import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { command } from '../lib/command.ts'
import { formatDuration } from '../lib/duration.ts'
import { LabError } from '../lib/errors.ts'
import type { Settings, Timing } from '../model/lab.ts'
import { DEFAULT_SETTINGS } from '../model/lab-defaults.ts'
import { runtimes } from '../registry.ts'
import type { Lab, Runtime, UpRequest } from '../runtime/runtime.ts'
import { waitSteady } from '../observe/readiness.ts'
import { forgetLab, readLab } from '../storage/labs.ts'
import { withLock } from '../storage/lock.ts'
import { labFolder, stateHome } from '../storage/paths.ts'
import { sweepState } from '../storage/sweep.ts'
import type { Context } from './context.ts'

/** The runtime of that name. */
export async function loadRuntime(name: string): Promise<Runtime> {
  return runtimeEntry(name, runtimes).load()
}

function runtimeEntry(name: string, known: typeof runtimes): (typeof runtimes)[number] {
  const entry = known.find((candidate) => candidate.name === name)
  if (entry === undefined) throw new LabError('usage', `There is no runtime ${name}`)
  return entry
}

/** The lab of that name, also a partial one; undefined where there is none. */
export async function findLab(name: string): Promise<Lab | undefined> {
  const record = await readLab(name)
  if (record === undefined) return undefined
  return (await loadRuntime(record.runtime)).open(name)
}

/** What it takes to open a lab for use. */
export type OpenContext = Pick<Context, 'name' | 'progress' | 'signal'>

/** How long a lab may take whose supervisor was started again, ms. */
const REVIVED_MS = 60_000

/**
 * The lab of that name, for a command that uses it: a supervisor that has died is started again, and every part of the lab with it. Throws `no-lab`,
 * and as `Supervision.revive` does.
 */
export async function openLab({ name, progress, signal }: OpenContext): Promise<Lab> {
  const lab = await findLab(name)
  if (lab === undefined) throw new LabError('no-lab', `There is no lab "${name}"`, { hint: command('up', name) })
  if ((await lab.supervision?.revive()) === true) {
    progress.warn(REVIVED)
    await progress.step('waiting until Query sees every replica', (note) =>
      waitSteady(lab, { deadline: Date.now() + REVIVED_MS, signal, note }),
    )
  }
  return lab
}

/** What a command says that has started a lab's supervisor again. */
export const REVIVED = "The lab's supervisor had died. It was started again, and with it every part of the lab"

/**
 * Runs work while no other command works on the same lab. Its context stops also where the lock is lost. The lock is outside the lab's folder, which
 * work may create or remove. Throws `locked`.
 */
export async function withLabLock<T>(context: Context, waitMs: number, work: (context: Context) => Promise<T>): Promise<T> {
  const { name, progress, signal } = context
  const onWait = (who: string) =>
    progress.say(`Another thanos-lab command works on the lab "${name}"${waitMs > 0 ? ': waiting until it ends' : ''} (${who})`)
  const options = { what: `the lab "${name}"`, waitMs, onWait, signal }
  return withLock(join(stateHome(), 'locks', name), options, (lost) => work({ ...context, signal: AbortSignal.any([signal, lost]) }))
}

/**
 * The runtime for a new lab: the one that is named, or with `auto` the first of the registry that can run here; prints it with the reason.
 * Throws `no-runtime` with what each lacks.
 */
export async function chooseRuntime(
  context: Context,
  { runtime: wanted, imageMirror }: Pick<UpOptions, 'runtime' | 'imageMirror'>,
  settings: Settings,
  known = runtimes,
): Promise<Runtime> {
  const lacking: [name: string, missing: string][] = []
  for (const entry of wanted === 'auto' ? known : [runtimeEntry(wanted, known)]) {
    const runtime = await entry.load()
    const missing = await runtime.missing(settings, { imageMirror })
    if (missing.length > 0) {
      lacking.push([runtime.name, missing.join('; ')])
      continue
    }
    const others = lacking.map(([name, why]) => `${name} cannot run here (${why})`).join('; ')
    context.progress.say(`Runtime ${runtime.name}: ${wanted === 'auto' ? others || runtime.runsWhere : 'named by --runtime'}`)
    return runtime
  }
  const whys = lacking.map(([name, why]) => `${name}: ${why}`).join('; ')
  if (wanted === 'auto') throw new LabError('no-runtime', `No runtime can run here: ${whys}`)
  throw new LabError('no-runtime', `The runtime ${wanted} cannot run here: ${lacking.map(([, why]) => why).join('; ')}`, {
    hint: otherHint(wanted, known),
  })
}

function otherHint(wanted: string, known: typeof runtimes): string {
  const next = known[known.findIndex(({ name }) => name === wanted) + 1]
  return next === undefined ? 'thanos-lab doctor' : `thanos-lab up --runtime ${next.name}; or thanos-lab doctor`
}

/** The options of `up`; undefined where left out. Durations are milliseconds. */
export interface UpOptions {
  runtime: string
  workers?: number
  nodeImage?: string
  replicas?: number
  scrapeInterval?: number
  timing?: Timing
  binaries?: string
  imageMirror?: string
  timeout: number
}

/** The settings of a new lab: the options, else the defaults. */
export function newSettings(options: UpOptions): Settings {
  return {
    replicas: options.replicas ?? DEFAULT_SETTINGS.replicas,
    scrapeIntervalMs: options.scrapeInterval ?? DEFAULT_SETTINGS.scrapeIntervalMs,
    timing: options.timing ?? DEFAULT_SETTINGS.timing,
    workers: options.workers ?? DEFAULT_SETTINGS.workers,
    ...(options.nodeImage === undefined ? {} : { nodeImage: options.nodeImage }),
  }
}

/** Throws `usage` where the options differ from an existing lab's settings: these never change. */
export function checkSame(name: string, has: Settings & { runtime: string }, options: UpOptions): void {
  const wantedAndActual: [flag: string, wanted: unknown, is: unknown][] = [
    ['--runtime', options.runtime === 'auto' ? undefined : options.runtime, has.runtime],
    ['--replicas', options.replicas, has.replicas],
    ['--scrape-interval', durationText(options.scrapeInterval), durationText(has.scrapeIntervalMs)],
    ['--timing', options.timing, has.timing],
    ['--workers', options.workers, has.workers],
    ['--node-image', options.nodeImage, has.nodeImage],
  ]
  const other = wantedAndActual.find(([, wanted, is]) => wanted !== undefined && wanted !== is)
  if (other === undefined) return
  const [flag, wanted, is] = other
  throw new LabError(
    'usage',
    `The lab "${name}" exists with ${is === undefined ? `no ${flag}` : `${flag} ${is}`}, not ${wanted}; nothing was changed`,
    {
      hint: `${command('down', name)}, then up again; or up with another --name`,
    },
  )
}

function durationText(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : formatDuration(ms)
}

/** How long discovery may take with stock timing: two look-ups of 30 s, and as much again. */
const DISCOVERY_MS = 120_000

/** Creates, finishes or repairs the lab of the context's name; ends when Query sees every replica. */
export async function bringUp(context: Context, options: UpOptions, whileStarting?: UpRequest['whileStarting']): Promise<Lab> {
  return withLabLock(context, options.timeout, (locked) => bringUpLocked(locked, options, whileStarting))
}

async function bringUpLocked(context: Context, options: UpOptions, whileStarting: UpRequest['whileStarting']): Promise<Lab> {
  const { name, progress, signal } = context
  await sweepState(name)
  const record = await readLab(name)
  if (record !== undefined) checkSame(name, { ...record.settings, runtime: record.runtime }, options)
  const settings = record?.settings ?? newSettings(options)
  const runtime = record === undefined ? await chooseRuntime(context, options, settings) : await loadRuntime(record.runtime)
  const { binaries, imageMirror } = options
  const request = { name, settings, binaries, imageMirror, progress, signal, deadline: Date.now() + options.timeout, whileStarting }
  const lab = await runtime.up(request)
  await progress.step('waiting until Query sees every replica', (note) =>
    waitSteady(lab, { deadline: Math.max(request.deadline, Date.now() + DISCOVERY_MS), signal, note }),
  )
  if (signal.aborted) throw new LabError('interrupted', 'Stopped')
  return lab
}

/** How long `down` waits for another command on the same lab. */
const DOWN_WAIT_MS = 30_000

/** Removes the lab of the context's name, whatever its files say; false where there was none. */
export async function takeDown(context: Context): Promise<boolean> {
  const { progress } = context
  let locked = false
  try {
    return await withLabLock(context, DOWN_WAIT_MS, (inside) => {
      locked = true
      return removeAll(inside)
    })
  } catch (error) {
    // On a full disk there is no place for a lock, and a lab is what has filled it.
    if (locked || !(error instanceof LabError) || !['no-disk', 'state'].includes(error.code)) throw error
    progress.warn(`${error.message}. The lab is removed without a lock.`)
    return removeAll(context)
  }
}

async function removeAll({ name, progress }: Context): Promise<boolean> {
  const lab = await findLab(name).catch((error: unknown) => {
    if (!(error instanceof LabError)) throw error
    progress.warn(`${error.message} What is left of the lab is removed all the same.`)
  })
  const refused = await lab?.down(progress).catch((error: unknown) => ({ error }))
  // Also after it: what its record says may be wrong.
  const swept = await sweep(name, progress)
  if (refused !== undefined) throw refused.error
  await forgetLab(name)
  await sweepState(name)
  return lab !== undefined || swept
}

/** Removes what is left of a lab of that name, of any runtime; whether there was anything. */
async function sweep(name: string, progress: Context['progress']): Promise<boolean> {
  const was = existsSync(labFolder(name))
  const all = await Promise.allSettled(runtimes.map(async (entry) => (await entry.load()).sweep(name, progress)))
  const refused = all.find((one) => one.status === 'rejected')
  if (refused !== undefined) throw refused.reason
  return was || all.some((one) => one.status === 'fulfilled' && one.value)
}
