import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { toMs } from '../../src/lib/time.ts'
import { thanosLabs } from '../cli/command-line.ts'
import { until } from '../helpers/until.ts'
import { answerOf } from './checks.ts'
import { type Part, stackFor } from './stack.ts'
import { differing, gapsOf, truthOf } from './truth.ts'

/*
 * Targets that leave the configuration of real Prometheus, at a scrape interval of 1 s: one target of a job, and a whole job. Only the former
 * leaves a stale marker (Prometheus v3.16.0, scrape/scrape.go: scrapePool.stop cancels its loops before they end their series).
 */

const REPLICAS = ['replica-0', 'replica-1'] as const
const stack = await stackFor(t)
const started = await Promise.all(REPLICAS.map((name) => stack.prometheus(name, { prometheus_replica: name }, [])))
const targets = started.map(({ url }) => new URL(url).host)
const sidecars = await Promise.all(started.map((one, replica) => stack.sidecar(`sidecar-${replica}`, one)))
const query = await stack.query('query', sidecars, ['--query.replica-label=prometheus_replica'])

type Job = [name: string, hosts: string[]]

/** Each replica scrapes these from now on: Prometheus reads its configuration again at SIGHUP. */
function scrape(part: Part, replica: number, jobs: Job[]): void {
  const scrape_configs = jobs.map(([job_name, hosts]) => ({ job_name, static_configs: [{ targets: hosts }] }))
  const global = { scrape_interval: '1s', external_labels: { prometheus_replica: REPLICAS[replica] } }
  writeFileSync(join(part.folder, 'prometheus.yml'), JSON.stringify({ global, scrape_configs }))
  part.signal('SIGHUP')
}

/** The newest samples of each replica, Unix ms; without a sample in the last minute, none. */
async function newest(job: string): Promise<number[]> {
  const now = Date.now()
  const { apart } = await truthOf(query, seriesOf(job), { from: now - 60_000, to: now })
  return REPLICAS.map((name) => apart[name]?.at(-1)?.[0] ?? Number.NaN)
}

const seriesOf = (job: string) => `prometheus_build_info{job="${job}",instance="${targets[0]}"}`
const JOBS = ['shared', 'whole']
const whole: Job[] = [
  ['shared', targets],
  ['whole', [targets[0]!]],
]
const part: Job[] = [['shared', [targets[1]!]]]

for (const [replica, one] of started.entries()) scrape(one, replica, whole)
await until('each replica has samples of both', async () => {
  const all = (await Promise.all(JOBS.map(newest))).flat()
  return all.every((time) => Date.now() - time < 3000)
})
const begun = Date.now()
await until('ten intervals', async () => (await newest('shared')).every((time) => time > begun + 10_000))
for (const [replica, one] of started.entries()) scrape(one, replica, part)
await until('they are silent', async () => (await Promise.all(JOBS.map(newest))).flat().every((time) => time < Date.now() - 6000))
for (const [replica, one] of started.entries()) scrape(one, replica, whole)
const again = Date.now()
await until('they are back', async () => (await Promise.all(JOBS.map(newest))).flat().every((time) => time > again + 4000))

const window = { from: begun, to: Math.min(...(await newest('shared')), ...(await newest('whole'))) }
const said = await thanosLabs(
  JOBS.map((job) =>
    [
      ['explain', '--json', '--query-url', query.url],
      ['--selector', seriesOf(job)],
      ['--at', new Date((window.from + window.to) / 2).toISOString()],
      ['--range', `${window.to - window.from}ms`],
    ].flat(),
  ),
  { THANOS_LAB_HOME: t.testdir() },
)

for (const [number, [job, why]] of [['shared', 'removed'] as const, ['whole', 'away'] as const].entries())
  t.test(`${job}: ${why}`, async (t) => {
    const answer = answerOf(t, said[number]!)
    const span = { from: toMs(answer.from), to: toMs(answer.to) }
    const truth = await truthOf(query, seriesOf(job), span)
    t.same(
      differing(
        answer.samples.map(({ t: time, v }) => [toMs(time), v]),
        truth.merged,
      ),
      [],
      'the same samples as Query',
    )
    t.match(answer.model, { differing: 0, limits: [] })
    const gaps = gapsOf(truth, span, Object.fromEntries(answer.replicas.map((name, place) => [name, answer.intervalsMs[place]!])))
    t.same(
      answer.gaps.map(({ from, to }) => ({ from: toMs(from), to: toMs(to) })),
      gaps,
    )
    const longest = answer.gaps.reduce((best, gap) => (gap.seconds > best.seconds ? gap : best))
    t.equal(longest.cause.kind, 'no-sample')
    for (const { replica, reasons } of longest.cause.replicas)
      t.same(
        reasons.map((reason) => reason.why),
        [why],
        `why ${replica} has no sample`,
      )
  })
