// Reproduces a spike of rate() at a two-hour border: two Prometheus with backfilled samples of one counter, which one of them saw 3 s later; a
// sidecar each, and one Query. Needs prometheus, promtool and thanos on PATH. Usage: node scripts/rate-spike.js [first port] [--keep]
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const PORT = Number(process.argv.slice(2).find((word) => /^\d+$/.test(word)) ?? 42400)
const KEEP = process.argv.includes('--keep')
const BORDER_MS = 2 * 3600 * 1000
const AROUND_S = 600
const INTERVAL_S = 2
const PER_SECOND = 5

// The last two-hour border whose two blocks are both complete.
const border = (Math.floor(Date.now() / BORDER_MS) - 1) * BORDER_MS
const replicas = [
  { name: 'prometheus-0', offset: 0.506, lag: 3 },
  { name: 'prometheus-1', offset: 1.735, lag: 0 },
]

function openMetrics({ offset, lag }) {
  const lines = ['# TYPE demo_requests counter']
  for (let second = -AROUND_S; second < AROUND_S; second += INTERVAL_S) {
    const at = second + offset
    const value = 790_000 + Math.floor((AROUND_S + at - lag) * PER_SECOND)
    lines.push(`demo_requests_total{job="app",instance="a:80"} ${value} ${(border / 1000 + at).toFixed(3)}`)
  }
  return `${[...lines, '# EOF'].join('\n')}\n`
}

const folder = mkdtempSync(join(tmpdir(), 'rate-spike-'))
const children = []

function start(program, args) {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  child.stderr.on('data', (text) => /level=(error|ERROR)/.test(text) && process.stderr.write(text))
  children.push(child)
}

function backfilled(replica, number) {
  const own = join(folder, replica.name)
  mkdirSync(own)
  const [metrics, config, data] = [join(own, 'samples.om'), join(own, 'prometheus.yml'), join(own, 'data')]
  writeFileSync(metrics, openMetrics(replica))
  writeFileSync(config, `global:\n  external_labels: { cluster: demo, replica: ${replica.name} }\n`)
  execFileSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', metrics, data])
  const [web, grpc, http] = [0, 1, 2].map((part) => `127.0.0.1:${PORT + 1 + 3 * number + part}`)
  start('prometheus', [
    `--config.file=${config}`,
    `--storage.tsdb.path=${data}`,
    `--web.listen-address=${web}`,
    '--storage.tsdb.min-block-duration=2h',
    '--storage.tsdb.max-block-duration=2h',
    '--log.level=error',
  ])
  const sidecar = ['sidecar', `--prometheus.url=http://${web}`, `--grpc-address=${grpc}`, `--http-address=${http}`, '--log.level=error']
  start('thanos', sidecar)
  return `--endpoint=${grpc}`
}

async function ask(path, params) {
  const reply = await fetch(`http://127.0.0.1:${PORT}${path}?${new URLSearchParams(params)}`)
  return (await reply.json()).data.result
}

/** Both replicas, once their sidecars have told Query of their labels. */
async function ready() {
  const time = (border + 10_000) / 1000
  for (const until = Date.now() + 60_000; Date.now() < until; await sleep(200)) {
    const series = await ask('/api/v1/query', { query: 'demo_requests_total', time, dedup: 'false' }).catch(() => [])
    if (series.length === replicas.length) return
  }
  throw new Error('Query did not see both replicas within 60 s')
}

try {
  const endpoints = replicas.map(backfilled)
  start('thanos', [
    'query',
    `--http-address=127.0.0.1:${PORT}`,
    `--grpc-address=127.0.0.1:${PORT + 10}`,
    '--query.replica-label=replica',
    '--log.level=error',
    ...endpoints,
  ])
  await ready()
  // A window that begins with a sample of prometheus-1, so that Query prefers it.
  const at = (border + 10_900) / 1000
  for (const dedup of ['true', 'false'])
    for (const { metric, value } of await ask('/api/v1/query', { query: 'rate(demo_requests_total[1m])', time: at, dedup }))
      console.log(`rate(demo_requests_total[1m]) at ${new Date(at * 1000).toISOString()}, ${metric.replica ?? 'merged'}: ${value[1]}`)
  const [{ values }] = await ask('/api/v1/query', { query: 'demo_requests_total[20s]', time: at, dedup: 'true' })
  for (const [index, [time, value]] of values.entries())
    if (index > 0 && Number(value) < Number(values[index - 1][1]))
      console.log(`merged samples: ${values[index - 1][1]} at ${iso(values[index - 1][0])}, then ${value} at ${iso(time)}`)
  console.log(
    `thanos-lab explain --query-url http://127.0.0.1:${PORT} --selector demo_requests_total --range 4m --at ${new Date(at * 1000).toISOString()} --counter`,
  )
  if (KEEP) await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve))
} finally {
  for (const child of children) child.kill()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
}

function iso(seconds) {
  return new Date(seconds * 1000).toISOString()
}
