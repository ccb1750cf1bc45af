import { openLab } from '../../app/labs.ts'
import { loadRun } from '../../storage/runs.ts'
import { type DashboardOptions, serveLab, serveRun } from '../../web/server/dashboard.ts'
import { isLoopback } from '../../web/server/guard.ts'
import type { Served } from '../../web/server/serve.ts'
import type { CommandContext } from '../context.ts'
import { type LanguageOptions, languageOf } from '../language-option.ts'

export interface DashboardWords extends LanguageOptions {
  port: number
  listen: string
}

/** `thanos-lab dashboard [RUN]`: serves the page until the command is stopped. */
export async function dashboard(context: CommandContext, which: string | undefined, options: DashboardWords): Promise<number> {
  const { name, progress, signal } = context
  const { port, listen } = options
  const page = { port, listen, language: languageOf(options) }
  const served = which === undefined ? await serveLive(context, page) : await serveRun(await loadRun(which), page)
  if (!isLoopback(listen))
    progress.warn(
      `Whoever has this URL ${which === undefined ? 'can run scenarios on the lab' : 'can read the saved runs'}, from any machine that reaches ${listen}`,
    )
  context.answer({ schemaVersion: 1, url: served.url, name }, () => served.url)
  progress.say('Open this URL in a browser. Press Ctrl-C to stop.')
  await aborted(signal)
  await served.close()
  return context.interruptedBy() ?? 0
}

/** A lab that goes away later is shown as such; without one, there is nothing to begin with. */
async function serveLive(context: CommandContext, page: DashboardOptions): Promise<Served> {
  await openLab(context)
  return serveLab(context.name, page)
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}
