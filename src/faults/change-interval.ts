import { z } from 'zod'
import { formatDuration } from '../lib/duration.ts'
import { LabError } from '../lib/errors.ts'
import { sendRequest } from '../lib/http.ts'
import type { Evidence } from '../model/run.ts'
import type { Lab } from '../runtime/runtime.ts'
import { editConfig, ROLL_OUT_MS } from './config-edit.ts'
import { injectionFault } from './define.ts'
import { replicaAmong } from './targets.ts'

interface Job {
  job_name: string
  scrape_interval?: string
  static_configs: { labels: Record<string, string> }[]
  relabel_configs?: Record<string, unknown>[]
}

/** Both replicas share the template, so each gets two jobs, and keeps the one whose label has the pod's name. */
const POD_LABEL = '__tmp_pod'

/** Drift: one replica scrapes a job at another interval than the other. */
export const changeInterval = injectionFault({
  name: 'change-interval',
  summary: 'Makes one replica scrape a job at another interval',
  kind: 'change',
  verifyMs: ROLL_OUT_MS,

  args: (types) =>
    z.strictObject({
      replica: types.replica.describe('Which replica.'),
      job: types.job.describe('A job of the configuration.'),
      interval: types.duration.describe('Its new scrape interval.'),
      for: types.duration.exactOptional().describe('How long; left out, until it is healed.'),
    }),

  async plan(lab, { replica, job, interval }) {
    const text = await editConfig(lab, (config) => {
      const jobs = config.scrape_configs as Job[]
      jobs.push(paced(jobNamed(jobs, job), replica, interval))
    })
    return { injection: { kind: 'change', edits: [text] }, target: `${job} by ${replica}`, ...replicaAmong(lab, replica) }
  },

  effect: (lab, { replica, job }) => scrapes(lab, replica, pacedName(job)),
})

function jobNamed(jobs: Job[], wanted: string): Job {
  const names = jobs.map(({ job_name: name }) => name)
  const own = jobs[names.indexOf(wanted)]
  if (own !== undefined) return own
  throw new LabError('scenario', `Prometheus has no job ${wanted}; it has ${names.join(', ')}`)
}

const pacedName = (job: string) => `${job}-paced`

/** Leaves the job to the other replicas; the job that this replica has in its place. */
function paced(job: Job, replica: string, intervalMs: number): Job {
  for (const { labels } of job.static_configs) labels[POD_LABEL] = '$(POD_NAME)'
  const only = (action: 'keep' | 'drop') => ({ source_labels: [POD_LABEL], regex: replica, action })
  const copy = structuredClone(job)
  job.relabel_configs = [only('drop')]
  // The label is that of the original job, so that the series keeps its name.
  const relabel = [only('keep'), { target_label: 'job', replacement: job.job_name }]
  return { ...copy, job_name: pacedName(job.job_name), scrape_interval: formatDuration(intervalMs), relabel_configs: relabel }
}

/** Whether the replica scrapes a target of that job now. */
async function scrapes(lab: Lab, replica: string, pool: string): Promise<Evidence> {
  const reply = await sendRequest(lab.address(replica), '/api/v1/targets', { params: { scrapePool: pool }, timeoutMs: 5000 }).catch(
    () => undefined,
  )
  const targets = (reply?.body as { data?: { activeTargets?: { lastScrape: string }[] } } | undefined)?.data?.activeTargets ?? []
  const scraped = targets.filter(({ lastScrape }) => Date.parse(lastScrape) > 0)
  if (scraped.length === 0) return { verified: false, detail: `${replica} does not scrape ${pool} yet` }
  return { verified: true, detail: `${replica} scrapes ${pool}`, facts: { targets: scraped.length } }
}
