import { command } from '../../lib/command.ts'
import { liveScenarios } from '../../app/live-scenarios.ts'
import { savedRuns } from '../../app/saved-runs.ts'
import { LabError } from '../../lib/errors.ts'
import { scenarioNames } from '../../scenario/names.ts'
import type { LiveState } from '../../model/live.ts'
import { readLab } from '../../storage/labs.ts'
import { isRunId, runFile } from '../../storage/run-ids.ts'
import { loadRun } from '../../storage/runs.ts'
import { pageWith, type PageParts } from '../built-page.ts'
import type { Events } from './events.ts'
import { lessonRoutes } from './lesson-routes.ts'
import { ok, refusal, type Route, type ServedAnswer } from './route.ts'
import type { PageWork } from './work.ts'

/* What the server answers, by path and method. */

/** The lab that is watched, and what is done to it. */
export interface Watched {
  name: string
  events: Events<LiveState>
  pageWork: PageWork
}

export interface Content {
  /** The built page; read at each request, so that a page that is built again is shown. */
  page(): string
  parts: PageParts
  /** Left out: saved runs are shown, and no lab. */
  watched?: Watched
}

/** Every route; without a lab, those of a lab are missing. */
export function routesOf({ page, parts, watched }: Content): Route[] {
  const runs: Route[] = [
    { path: '/', method: 'GET', handle: async () => pageReply(page(), parts) },
    { path: '/api/runs', method: 'GET', handle: async () => ok({ schemaVersion: 1, runs: await savedRuns() }) },
    { path: '/api/runs/*', method: 'GET', handle: async ({ word }) => runReply(word) },
  ]
  return watched === undefined ? runs : [...runs, ...labRoutes(watched), ...lessonRoutes(watched.name)]
}

function labRoutes({ name, events, pageWork }: Watched): Route[] {
  /** Begins work where none goes on, and there is a lab to work on. */
  const begin = async (work: () => void): Promise<ServedAnswer> => {
    if ((await readLab(name).catch(() => undefined)) === undefined)
      return refusal(409, `There is no lab "${name}". ${command('up', name)} creates it.`)
    if (pageWork.isClosed) return refusal(503, 'thanos-lab dashboard is being stopped.')
    if (pageWork.isBusy) return refusal(409, busyText(pageWork))
    work()
    return { status: 202, body: { work: pageWork.work } }
  }
  return [
    {
      path: '/api/state',
      method: 'GET',
      handle: async () => (events.state === undefined ? refusal(503, 'The lab has not been read yet.') : ok(events.state)),
    },
    {
      path: '/api/events',
      method: 'GET',
      async handle({ request, url, response }) {
        events.attach(request, url, response)
        return undefined
      },
    },
    { path: '/api/scenarios', method: 'GET', handle: async () => ok({ schemaVersion: 1, scenarios: await liveScenarios(name) }) },
    {
      path: '/api/scenarios/*/run',
      method: 'POST',
      async handle({ word }) {
        if (!(await scenarioNames()).includes(word)) return refusal(404, 'There is no scenario of that name.')
        return begin(() => pageWork.runScenario(word))
      },
    },
    { path: '/api/heal', method: 'POST', handle: () => begin(() => pageWork.heal()) },
    {
      path: '/api/stop',
      method: 'POST',
      handle: async () =>
        pageWork.stop() ? { status: 202, body: { work: pageWork.work } } : refusal(409, 'No scenario of this page runs.'),
    },
  ]
}

function busyText({ work }: PageWork): string {
  return work?.kind === 'scenario'
    ? `The scenario ${work.name} still runs. Wait until it ends, or stop it.`
    : 'Open faults are being healed. Wait until they are.'
}

/** The built page with its data, and with its policy. */
export function pageReply(built: string, parts: PageParts): ServedAnswer {
  const { html, csp } = pageWith(built, parts)
  const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': `${csp}; frame-ancestors 'none'` }
  return { status: 200, body: html, headers }
}

async function runReply(id: string): Promise<ServedAnswer> {
  if (!isRunId(id)) return refusal(404, 'That is no id of a run.')
  try {
    return ok(await loadRun(runFile(id)))
  } catch (error) {
    if (error instanceof LabError && error.code === 'no-run') return refusal(404, error.message)
    throw error
  }
}
