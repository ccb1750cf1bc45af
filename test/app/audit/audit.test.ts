import { join } from 'node:path'
import t, { type Test } from 'tap'
import { audit, type AuditRequest } from '../../../src/app/audit/audit.ts'
import { silent } from '../../../src/lib/progress.ts'
import { type AuditAnswer, type AuditGap, auditSchema } from '../../../src/model/audit.ts'
import { thanosLab } from '../../cli/command-line.ts'
import { around, AWAY, BOTH_AWAY, MINUTE_MS, planted } from './planted.ts'
import { type Stack, startStack } from './stack.ts'

const LIMITS = { maxRequests: 300, maxSamples: 2_000_000, timeoutMs: 60_000 }
const FLAGS = ['--query.replica-label=prometheus_replica', '--store.response-timeout=1s']

async function audited(
  t: Test,
  url: string,
  more: Partial<AuditRequest> = {},
  signal = new AbortController().signal,
): Promise<AuditAnswer> {
  const context = { name: 'test', progress: silent, signal, interruptedBy: () => undefined }
  const request = {
    access: { url },
    sinceMs: 5.9 * 60 * MINUTE_MS,
    match: undefined,
    replicaLabels: undefined,
    expressions: [],
    worst: 20,
    limits: LIMITS,
  }
  const answer = await audit(context, { ...request, ...more })
  t.equal(auditSchema.safeParse(answer).error, undefined, 'the answer fits its schema')
  t.ok(answer.limits.requests <= LIMITS.maxRequests && answer.limits.samples <= LIMITS.maxSamples, 'within its limits')
  return answer
}

t.test('a real pair with planted faults', async (t) => {
  const { replicas, begin } = planted(Date.now())
  const stack = await startStack(t, replicas)
  const url = await stack.query(...FLAGS)
  await t.test('each fault is found, in its replica, with its cause', async (t) => faultsFound(t, url, begin))
  await t.test('the last half hour has none, and none is found', async (t) => {
    const answer = await audited(t, url, { sinceMs: 30 * MINUTE_MS })
    t.same(
      answer.gaps.filter((gap) => !isAtBorder(gap)),
      [],
    )
    t.match(answer, { verdict: answer.gaps.length === 0 ? 'none' : 'gaps', reasons: [], warnings: [] })
    t.equal(answer.replicas.length, 2)
  })
  await t.test('limits', async (t) => limitsKept(t, url))
  await t.test('a replica label that Query does not merge by', async (t) => {
    const other = await stack.query()
    const { verdict, reasons, advice } = await audited(t, other, { sinceMs: 30 * MINUTE_MS })
    t.match({ verdict, reasons }, { verdict: 'inconclusive', reasons: [/no --query.replica-label/] })
    t.match(advice, [{ kind: 'replica-label-unknown-to-query', text: /only in the label prometheus_replica \(a, b\)/ }])
  })
  await t.test('the command: exit codes and formats', async (t) => commandAnswers(t, url))
  await t.test('a frozen store', async (t) => frozenStore(t, stack, url))
})

/** A chunk ends after 120 samples, here of 15 s each, and at the borders of blocks, which are whole hours. */
const BORDER_S = 1800

/**
 * Whether a gap is one that Query itself may have of a healthy pair: where chunks end it may go on with the other replica's. Whether it does
 * depends on the left edge, and so on the time of the day.
 */
function isAtBorder({ from, to, lacking, query }: AuditGap): boolean {
  return lacking.length === 0 && query === 'gap' && Math.floor(from / BORDER_S) < Math.floor(to / BORDER_S)
}

async function faultsFound(t: Test, url: string, begin: number): Promise<void> {
  const { verdict, gaps, advice, query, stores, reasons } = await audited(t, url)
  t.same(reasons, [])
  t.equal(verdict, 'gaps')
  t.match(query, { kind: 'query', replicaLabels: ['prometheus_replica'], algorithm: 'penalty', lookbackMs: 300_000 })
  t.ok(stores.length === 2 && stores.every(({ samples = 0 }) => samples > 0), 'both stores gave samples')
  const gapOf = (job: string, minute: number): AuditGap => {
    const at = begin / 1000 + minute * 60
    const found = gaps.filter(({ jobs, from, to }) => jobs.includes(job) && from <= at && to >= at)
    t.equal(found.length, 1, `one gap of ${job} at ${minute} m: ${found.map(({ command }) => command)}`)
    return found[0] ?? ({} as AuditGap)
  }
  const lacks = (job: string, minute: number, wanted: object, [replica, stretch]: [number, [number, number]]) => {
    const gap = gapOf(job, minute)
    const name = 'ab'[replica]
    t.match(
      { exact: gap.exact, lacking: gap.lacking?.find((one) => one.replica === name), having: gap.having, query: gap.query },
      wanted,
      `${job}: ${gap.cause}`,
    )
    if (gap.example?.includes(job)) {
      const exact = around(begin, job, replica, stretch)
      const lacking = gap.lacking.find((one) => one.replica === name)
      t.match(lacking, { from: exact.from / 1000, to: exact.to / 1000 }, `the times of ${job} to the millisecond`)
    }
    return gap
  }
  t.equal(lacks('steady-1', 35, { exact: true, lacking: { why: ['away'] }, having: ['a'] }, [1, AWAY]).targets, 10)
  const both = lacks('steady-1', 152, { exact: true, lacking: { why: ['away'] }, having: [], query: 'gap' }, [0, BOTH_AWAY])
  t.match(both, { graph: 'bridged', lacking: [{ replica: 'a' }, { replica: 'b' }], cause: /no replica has a sample/ })
  lacks('one-fails', 62, { lacking: { why: ['scrapes-failed'], failed: 20, missed: 0 }, having: ['b'] }, [0, [60, 65]])
  const failed = lacks('both-fail', 81, { lacking: { why: ['scrapes-failed'], failed: 8, missed: 0 }, having: [], query: 'gap' }, [
    0,
    [80, 82],
  ])
  t.match(failed, { graph: 'visible', lacking: [{ replica: 'a' }, { replica: 'b' }], example: /^app_requests_total\{/ })
  lacks('one-scrape', 100, { lacking: { why: ['not-scraped'], missed: 1 }, having: ['b'] }, [0, [100, 100.25]])
  t.match(gapOf('flaps', 125), { lacking: [{ replica: 'b', why: ['scrapes-failed'], failed: 10, pieces: 10 }], having: ['a'] })
  t.match(gapOf('ended', 300), {
    lacking: [
      { replica: 'a', why: ['ended'] },
      { replica: 'b', why: ['ended'] },
    ],
    having: [],
  })
  t.match(gapOf('lost', 300), { lacking: [{ replica: 'b', why: ['ended'] }], having: ['a'] })
  t.match(
    advice.filter(({ kind }) => kind !== 'one-replica-only'),
    [{ kind: 'intervals-differ', text: /1 target \(slow\) .* a 15s, b 30s/ }],
  )
  t.equal(gaps.length, 8, `nothing else: ${gaps.map(({ example, cause }) => `${example}: ${cause}`).join('\n')}`)
}

async function limitsKept(t: Test, url: string): Promise<void> {
  const few = await audited(t, url, { limits: { ...LIMITS, maxRequests: 10 } })
  t.match(few, { verdict: 'gaps', limits: { stopped: /--max-requests/ } })
  t.ok(few.limits.requests <= 10)
  t.ok(few.gaps.length >= 8 && few.gaps.some(({ exact }) => !exact), 'the counts alone show the gaps')
  const part = await audited(t, url, { limits: { ...LIMITS, maxSamples: 300 } })
  t.match(part, {
    verdict: 'inconclusive',
    reasons: [/^Only 4 of (19|20) series were counted, those of 2 of 9 values of the label instance: .* All take --max-samples \d{4} /],
  })
  t.equal(part.targets, 2)
  t.ok(part.limits.samples <= 300, `${part.limits.samples} samples`)
  await t.rejects(audited(t, url, { limits: { ...LIMITS, maxSamples: 50 } }), {
    code: 'usage',
    message: /^20 series are too many: to count them takes --max-samples \d+ or more/,
  })
  const stopped = new AbortController()
  stopped.abort()
  await t.rejects(audited(t, url, {}, stopped.signal), { code: 'interrupted' })
}

async function commandAnswers(t: Test, url: string): Promise<void> {
  const rules = join(t.testdir({ 'rules.yaml': RULES }), 'rules.yaml')
  const env = { NODE_OPTIONS: '', THANOS_LAB_HOME: t.testdirName }
  const line = ['audit', '--query-url', `${url}/`, '--since']
  const [none, json, gaps, wrong] = await Promise.all([
    thanosLab([...line, '30m', '--quiet'], env),
    thanosLab([...line, '30m', '--json', '--rules', rules], env),
    thanosLab([...line, '354m', '--format', 'markdown'], env),
    thanosLab([...line, '30m', '--match', 'rate(up[1m])'], env),
  ])
  const answer = auditSchema.parse(JSON.parse(json.stdout))
  t.same(
    answer.gaps.filter((gap) => !isAtBorder(gap)),
    [],
  )
  t.match(json, { code: answer.gaps.length === 0 ? 0 : 1, stderr: /Count scrapes/ })
  const isQuiet = none.stdout.startsWith('Found no missing and no failed scrape in 9 targets on 2 replicas.\n')
  if (!isQuiet) t.match(none.stdout, /No replica lacks a sample: the gap comes of how Query merges\./, 'a gap only where chunks end')
  t.match(none, { code: isQuiet ? 0 : 1, stderr: '', stdout: /Sent \d+ of at most 300 requests/ })
  t.match(
    answer.advice.find(({ kind }) => kind === 'rate-window')?.text,
    /rules\.yaml:4:17: rate\(app_requests_total\[30s\]\) covers 2 scrape intervals/,
  )
  t.match(gaps, { code: 1, stdout: /^# Gaps in a Thanos\n\n\*\*Found 8 gaps in 10 targets on 2 replicas\.\*\*/ })
  t.match(gaps.stdout, `thanos-lab explain --query-url ${url} --selector 'up{cluster="eu1",instance="lost:9100",job="lost"}' --at `)
  t.match(wrong, { code: 2, stderr: /--match: expected a selector/ })
}

const RULES = `groups:
  - name: app
    rules:
      - { expr: 'rate(app_requests_total[30s]) > 5', alert: Busy }
      - { expr: 'rate(app_requests_total[5m]) > 5', alert: AlwaysBusy }
`

/** What a store does not say is no gap. */
async function frozenStore(t: Test, { sidecars }: Stack, url: string): Promise<void> {
  process.kill(sidecars[1]!.pid, 'SIGSTOP')
  try {
    const { verdict, reasons, gaps } = await audited(t, url, { sinceMs: 30 * MINUTE_MS })
    t.equal(verdict, 'inconclusive')
    t.match(reasons.join(' '), sidecars[1]!.address, 'the store is named')
    t.same(gaps, [])
  } finally {
    process.kill(sidecars[1]!.pid, 'SIGCONT')
  }
}
