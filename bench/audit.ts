import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { backfill, type SteadySeries } from '../test/helpers/backfill.ts'
import { until } from '../test/helpers/until.ts'

/*
 * `npm run bench:audit -- FOLDER [PORT [SERIES [HOURS]]]`: what `audit` costs on many series (100000, besides `up` of 1000 targets) of so many hours
 * (8; `up` has 25). Backfills two replicas into FOLDER, once, which takes some minutes. Then starts them with sidecars and a Query, on PORT (43000) and the seven after it, and prints a
 * table in Markdown. Needs prometheus, promtool and thanos on PATH, and GNU time.
 */

const [folder = '', portText = '43000', seriesText = '100000', hoursText = '8'] = process.argv.slice(2)
if (folder === '') throw new Error('usage: npm run bench:audit -- FOLDER [PORT [SERIES [HOURS]]]')
const root = process.cwd()
const home = resolve(folder)
const [firstPort, seriesCount, hours] = [portText, seriesText, hoursText].map(Number) as [number, number, number]
const [MINUTE, HOUR] = [60_000, 3_600_000]
const INTERVAL_MS = MINUTE
const TARGETS = Math.max(1, seriesCount / 100)
/** What is measured takes its time: there are samples ahead. */
const AHEAD_MS = HOUR
const REPLICAS = ['a', 'b']

const targetOf = (target: number) => `job="job-${target % 10}",instance="node-${target}.example.internal:9100"`

/** Series of a cluster: `up` of each target, and one metric of all its pods, which is the hard case for --match. */
function seriesOf(now: number): SteadySeries[] {
  const ago = (minutes: number, forMinutes: number): readonly [number, number] => [
    now - minutes * MINUTE,
    now - (minutes - forMinutes) * MINUTE,
  ]
  const common = (target: number) => ({
    offsetMs: (target * 37_003) % INTERVAL_MS,
    away: [
      // On both replicas a job was away, and some targets.
      ...(target % 10 === 3 ? [ago(290, 8)] : []),
      ...(target % 200 === 7 ? [ago(120, 5)] : []),
    ],
  })
  return [
    ...Array.from({ length: TARGETS }, (_, target) => ({ name: `up{${targetOf(target)}}`, ...common(target) })),
    ...Array.from({ length: seriesCount }, (_, pod) => ({
      name: `container_memory_usage_bytes{${targetOf(pod % TARGETS)},namespace="team-${pod % 50}",pod="app-${pod}"}`,
      ...common(pod % TARGETS),
      since: now - hours * HOUR,
      value: (t: number) => (Math.floor(t / 1000) + pod) % 4096,
    })),
  ]
}

/** When the samples were written for; blocks are made once. */
async function filled(): Promise<number> {
  const file = join(home, 'now')
  if (existsSync(file)) return Number(readFileSync(file, 'utf8'))
  mkdirSync(home, { recursive: true })
  const now = Date.now()
  const [one, other] = REPLICAS.map((name) => join(home, name)) as [string, string]
  await backfill(
    one,
    seriesOf(now),
    { from: now - 25 * HOUR, to: now + AHEAD_MS, intervalMs: INTERVAL_MS },
    { onBlock: (share) => process.stderr.write(`${Math.round(100 * share)} %\n`) },
  )
  // The other replica has the same blocks but one, so it was away for two hours: their names are in the order in which they were made.
  const blocks = readdirSync(one).sort()
  const lost = blocks.at(-3)
  for (const block of blocks) if (block !== lost) cpSync(join(one, block), join(other, block), { recursive: true })
  writeFileSync(file, String(now))
  return now
}

const parts: number[] = []

function start(program: string, args: string[], log: string): void {
  const { pid } = spawn('sh', ['-c', `exec "$0" "$@" > ${JSON.stringify(join(home, log))} 2>&1`, program, ...args], { stdio: 'ignore' })
  if (pid !== undefined) parts.push(pid)
}

async function isReady(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/-/ready`).then(
    ({ ok }) => ok,
    () => false,
  )
}

const at = (offset: number) => `127.0.0.1:${firstPort + offset}`

/** The URL of its Query. */
async function startStack(): Promise<string> {
  for (const [number, name] of REPLICAS.entries()) {
    const config = join(home, `${name}.yml`)
    writeFileSync(config, `global:\n  external_labels: { cluster: eu1, replica: ${name} }\n`)
    const data = join(home, name)
    start(
      'prometheus',
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${data}`,
        `--web.listen-address=${at(number)}`,
        '--storage.tsdb.min-block-duration=2h',
        '--storage.tsdb.max-block-duration=2h',
        '--storage.tsdb.retention.time=10y',
      ],
      `${name}.log`,
    )
    await until(`${name} is ready`, () => isReady(firstPort + number), 120_000)
    start(
      'thanos',
      [
        'sidecar',
        `--prometheus.url=http://${at(number)}`,
        `--tsdb.path=${data}`,
        `--grpc-address=${at(2 + number)}`,
        `--http-address=${at(4 + number)}`,
      ],
      `sidecar-${name}.log`,
    )
    await until(`the sidecar of ${name} is ready`, () => isReady(firstPort + 4 + number), 120_000)
  }
  start(
    'thanos',
    [
      'query',
      `--http-address=${at(6)}`,
      `--grpc-address=${at(7)}`,
      ...[2, 3].map((offset) => `--endpoint=${at(offset)}`),
      '--query.replica-label=replica',
    ],
    'query.log',
  )
  const url = `http://${at(6)}`
  const stores = () =>
    fetch(`${url}/api/v1/stores`).then(
      async (reply) => (await reply.text()).match(/"lastError":null/g)?.length === REPLICAS.length,
      () => false,
    )
  await until('Query has both stores', stores, 120_000)
  return url
}

interface Limits {
  requests: number
  samples: number
  elapsedMs: number
  stopped?: string
}

/** A row of the table. GNU time gives the memory and the wall time of the whole command, Node among it. */
function measured(url: string, ...options: string[]): string {
  const line = ['audit', '--query-url', url, ...options]
  const command = [join(root, 'bin/thanos-lab.js'), ...line, '--json', '--quiet']
  const ended = spawnSync('time', ['-f', 'used %M %e', process.execPath, ...command], { encoding: 'utf8', maxBuffer: 1 << 30 })
  const [, kilobytes = '?', seconds = '?'] = /used (\d+) ([\d.]+)/.exec(ended.stderr) ?? []
  writeFileSync(join(home, 'last.json'), ended.stdout)
  if (ended.stdout === '') return `| \`${options.join(' ')}\` | ${ended.stderr.split('\n')[0]} | | | ${seconds} | ${ended.status} |`
  const { limits, gaps, targets } = JSON.parse(ended.stdout) as { limits: Limits; gaps: unknown[]; targets: number }
  const found = `${gaps.length} gaps in ${targets} series${limits.stopped === undefined ? '' : `; stopped: ${limits.stopped}`}`
  const memory = Math.round(Number(kilobytes) / 1024)
  return `| \`${options.join(' ')}\` | ${found} | ${limits.requests} | ${limits.samples} | ${memory} | ${seconds} | ${ended.status} |`
}

try {
  await filled()
  const url = await startStack()
  process.stdout.write(
    '| options | found | requests | samples | memory, MB | time, s | exit |\n| --- | --- | --- | --- | --- | --- | --- |\n',
  )
  const runs = [
    ['--since', '6h'],
    ['--since', '24h'],
    ['--since', '6h', '--match', 'container_memory_usage_bytes{job="job-3"}'],
    ['--since', '6h', '--match', 'container_memory_usage_bytes'],
    ['--since', '24h', '--match', 'container_memory_usage_bytes'],
    ['--since', '6h', '--match', 'container_memory_usage_bytes', '--max-samples', '20M', '--timeout', '10m'],
  ]
  for (const options of runs) process.stdout.write(`${measured(url, ...options)}\n`)
} finally {
  for (const pid of parts) process.kill(pid)
}
