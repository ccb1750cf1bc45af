import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import t, { type Test } from 'tap'
import { auditSchema } from '../../../src/model/audit.ts'
import { bin, thanosLab } from '../../cli/command-line.ts'
import { until } from '../../helpers/until.ts'
import { listen } from '../../runtime/native/servers.ts'
import { dataOf, fakeQuery, type Instead, served, TARGETS } from './fake-query.ts'

/* The exit codes of the command: 0 none, 1 gaps, 4 not enough data to tell. A partial answer is never 0. */

async function exited(t: Test, answer: Instead | undefined, ...options: string[]) {
  const url = await served(t, answer)
  const said = await thanosLab(['audit', '--query-url', url, '--since', '110m', '--json', '--quiet', ...options], { NODE_OPTIONS: '' })
  return { code: said.code, stderr: said.stderr, answer: auditSchema.parse(JSON.parse(said.stdout)) }
}

/** The samples of all answers are the same. */
const NOW = Date.now()

/** Every series as replica a has it, which has no gap. */
const healthy: Instead = (path, params) => {
  const data = dataOf(NOW, path, params) as { result?: { metric: Record<string, string> }[] }
  const of = (replica: string) =>
    data.result?.filter(({ metric }) => metric['replica'] === 'a').map((one) => ({ ...one, metric: { ...one.metric, replica } }))
  const isApart = data.result?.some(({ metric }) => metric['replica'] !== undefined) === true
  return isApart ? { status: 'success', data: { result: [...of('a')!, ...of('b')!] } } : undefined
}

t.test('0: all was read, and there is no gap', async (t) => {
  t.match(await exited(t, healthy), { code: 0, answer: { verdict: 'none', gaps: [], reasons: [], targets: TARGETS } })
})

t.test('1: gaps, whether or not their raw samples were read', async (t) => {
  t.match(await exited(t, undefined), { code: 1, answer: { verdict: 'gaps', gaps: [{}, {}, {}] } })
  t.match(await exited(t, undefined, '--worst', '0'), { code: 1, answer: { verdict: 'gaps', gaps: [{ exact: false }, {}, {}] } })
  t.match(await exited(t, undefined, '--max-requests', '11'), { code: 1, answer: { limits: { stopped: /--max-requests/ } } })
})

const warned =
  (warnings: string[], of = healthy): Instead =>
  (path, params) => {
    const made = of(path, params) ?? { status: 'success', data: dataOf(NOW, path, params) }
    return path === '/api/v1/query_range' ? { ...made, warnings } : made
  }

const empty: Instead = (path) => (path.startsWith('/api/v1/query') ? { status: 'success', data: { result: [] } } : undefined)

t.test('4: not enough data to tell, also where nothing is missing in what was read', async (t) => {
  const late = 'failed to receive any data in 1s from Addr: 10.0.0.2:10901 LabelSets: {replica="b"}: context deadline exceeded'
  t.match(await exited(t, warned([late])), { code: 4, answer: { gaps: [], reasons: [/10\.0\.0\.2:10901 \(b\) did not answer/] } })
  t.match(await exited(t, warned(['something nobody knows'])), { code: 4, answer: { reasons: [/something nobody knows/] } })
  t.match(await exited(t, warned(['PromQL info: metric might not be a counter'])), { code: 0 }, 'it is not about a store')
  const sick: Instead = (path, params) => {
    if (path !== '/api/v1/stores') return healthy(path, params)
    const { sidecar } = dataOf(0, path, params) as { sidecar: object[] }
    return { status: 'success', data: { sidecar: [sidecar[0], { ...sidecar[1], lastError: 'connection refused' }] } }
  }
  t.match(await exited(t, sick), { code: 4, answer: { reasons: [/connection refused/] } })
  const flags =
    (value: string): Instead =>
    (path, params) =>
      path === '/api/v1/status/flags' ? { status: 'success', data: { 'query.replica-label': value } } : healthy(path, params)
  t.match(await exited(t, flags('')), { code: 4, answer: { reasons: [/no --query.replica-label/] } })
  t.match(await exited(t, flags('other')), { code: 4, answer: { reasons: [/more than one replica \(by the label other\)/] } })
  t.match(await exited(t, empty), { code: 4, answer: { reasons: [/No series of up has a sample/], targets: 0 } })
  const part = await exited(t, healthy, '--max-samples', '200')
  t.match(part, {
    code: 4,
    answer: { gaps: [], reasons: [/^Only 2 of 6 series were counted, those of 1 of 3 values of the label instance/] },
  })
  const failing: Instead = (path, params) => (params.get('query')?.startsWith('sum_over_time') ? { code: 503 } : healthy(path, params))
  const url = await served(t, failing)
  t.match(await thanosLab(['audit', '--query-url', url, '--since', '110m'], { NODE_OPTIONS: '' }), { code: 3 }, 'Query itself fails')
})

t.test('Ctrl-C gives what is known, as far as it goes', async (t) => {
  let asked = 0
  const answer = fakeQuery(Date.now())
  const url = `http://127.0.0.1:${await listen(
    t,
    createServer((request, response) => {
      // The raw samples of the worst gaps never come.
      if (/query=up(%7B|\{)/.test(request.url ?? '')) asked += 1
      else answer(request, response)
    }),
  )}`
  const child = spawn(process.execPath, [bin, 'audit', '--query-url', url, '--since', '110m'], {
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) child[stream].on('data', (text) => (said[stream] += String(text)))
  const ended = new Promise((resolve) => child.on('close', resolve))
  await until('raw samples are asked for', () => asked > 0)
  child.kill('SIGINT')
  t.equal(await ended, 130)
  t.match(said.stdout, /Found 3 gaps in 3 targets on 2 replicas/)
  t.match(said.stdout, /Stopped early: it was interrupted\./)
  t.match(said.stderr, /Read the worst gaps/, 'the progress says what it was at')
})
