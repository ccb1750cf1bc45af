import { existsSync } from 'node:fs'
import { command } from '../../lib/command.ts'
import { bringUp, takeDown, type UpOptions } from '../../app/labs.ts'
import { selectedScenarios } from '../../app/select-scenarios.ts'
import { LabError, reason } from '../../lib/errors.ts'
import { labFolder } from '../../storage/paths.ts'
import type { CommandContext } from '../context.ts'
import { answerOne } from './chaos.ts'

/** `thanos-lab demo`: up, kill-replica, report, down on a lab with a fresh name, which is removed whatever happens. */
export async function demo(context: CommandContext, options: UpOptions): Promise<number> {
  const [scenario] = await selectedScenarios(['kill-replica'])
  if (scenario === undefined) throw new Error('the package has no kill-replica')
  const own = { ...context, name: `demo-${Date.now().toString(36)}` }
  try {
    await bringUp(own, options)
    return await answerOne(own, scenario)
  } finally {
    // Nothing was made in a state folder that cannot be written to.
    if (existsSync(labFolder(own.name))) await removed(own)
  }
}

async function removed(own: CommandContext): Promise<void> {
  await takeDown(own).catch((error: unknown) => {
    throw new LabError('uncleaned', `Could not remove the demo's lab "${own.name}": ${reason(error)}`, {
      hint: command('down', own.name),
      cause: error,
    })
  })
}
