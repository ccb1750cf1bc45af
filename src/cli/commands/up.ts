import type { Context } from '../../app/context.ts'
import { checkSame, chooseRuntime, command, loadRuntime, newSettings, type UpOptions, withLabLock } from '../../app/labs.ts'
import { knownFaults } from '../../app/open-faults.ts'
import { LabError } from '../../lib/errors.ts'
import { waitSteady } from '../../observe/readiness.ts'
import type { Lab } from '../../runtime/runtime.ts'
import { readLab } from '../../storage/labs.ts'
import { statusOf, statusText } from '../status-text.ts'

/** What Query's discovery may take with stock timing: two look-ups of 30 s, and as much again. */
const DISCOVERY_MS = 120_000

/** `thanos-lab up` */
export async function up(context: Context, options: UpOptions): Promise<number> {
  const begun = Date.now()
  const lab = await bringUp(context, options)
  await knownFaults(context)
  const status = await statusOf(lab, begun)
  context.answer(status, () => `${statusText(status)}\n\nNext: ${command('chaos kill-replica', context.name)}`)
  return status.lab.state === 'up' ? 0 : 3
}

/** Brings the lab of the context's name up, until Query sees every replica. */
export async function bringUp(context: Context, options: UpOptions): Promise<Lab> {
  return withLabLock(context, options.timeout, () => bringUpAlone(context, options))
}

async function bringUpAlone(context: Context, options: UpOptions): Promise<Lab> {
  const { name, progress, signal } = context
  const record = await readLab(name)
  if (record !== undefined) checkSame(name, { ...record.settings, runtime: record.runtime }, options)
  const settings = record?.settings ?? newSettings(options)
  const runtime = record === undefined ? await chooseRuntime(context, options.runtime, settings) : await loadRuntime(record.runtime)
  const request = { name, settings, engines: options.binaries, progress, signal, deadline: Date.now() + options.timeout }
  const lab = await runtime.up(request)
  await progress.step('waiting until Query sees every replica', (note) =>
    waitSteady(lab, { deadline: Math.max(request.deadline, Date.now() + DISCOVERY_MS), signal, note }),
  )
  if (signal.aborted) throw new LabError('interrupted', 'Stopped')
  return lab
}
