import { randomBytes } from 'node:crypto'
import { watchLab } from '../../app/watch-lab.ts'
import type { Language } from '../../model/language.ts'
import { changeBetween, type LiveState } from '../../model/live.ts'
import type { Run } from '../../model/run.ts'
import { progressWrittenAt } from '../../storage/lesson-progress.ts'
import { readBuiltPage } from '../built-page.ts'
import { pageOfRuns } from '../report/html.ts'
import { Events } from './events.ts'
import type { Content } from './routes.ts'
import { serve, type ServeOptions, type Served } from './serve.ts'
import { PageWork } from './work.ts'

export interface DashboardOptions extends Pick<ServeOptions, 'port' | 'listen'> {
  /** That the page begins in. */
  language: Language
}

/** Changes of the work come in bursts: they are sent at most so often, ms. */
const TOGETHER_MS = 100

/** Serves the live page of a lab. `close` stops what the page began, and waits until its faults are healed. */
export async function serveLab(name: string, options: DashboardOptions): Promise<Served> {
  // Throws at once where the page was not built.
  readBuiltPage()
  const events = new Events<LiveState>(changeBetween)
  const end = new AbortController()
  let seen: LiveState | undefined
  let due: NodeJS.Timeout | undefined
  const publish = () => {
    clearTimeout(due)
    due = undefined
    if (seen === undefined) return
    const lessonsAt = progressWrittenAt()
    events.publish({ ...seen, work: pageWork.work, ...(lessonsAt === undefined ? {} : { lessonsAt }) })
  }
  const pageWork = new PageWork(name, () => {
    due ??= setTimeout(publish, TOGETHER_MS)
  })
  const content: Content = {
    page: readBuiltPage,
    parts: { title: `${name} · thanos-lab`, data: { language: options.language, mode: 'live', lab: name } },
    watched: { name, events, pageWork },
  }
  const served = await serve(content, { ...options, token: newToken() })
  const onState = (state: LiveState) => {
    seen = state
    publish()
  }
  const watching = watchLab({ name }, { onState, signal: end.signal })
  return {
    url: served.url,
    async close() {
      await pageWork.close()
      end.abort()
      clearTimeout(due)
      await served.close()
      await watching
    },
  }
}

/** Serves the page of a saved run; no lab is needed, and none can be changed by it. */
export async function serveRun(run: Run, options: DashboardOptions): Promise<Served> {
  // Throws at once where the page was not built.
  readBuiltPage()
  return serve({ page: readBuiltPage, parts: pageOfRuns([run], options.language) }, { ...options, token: newToken() })
}

function newToken(): string {
  return randomBytes(24).toString('base64url')
}
