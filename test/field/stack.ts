import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { findBinaries } from '../../src/binaries/find.ts'
import { start } from '../../src/lib/exec.ts'
import { localUrl, sendRequest } from '../../src/lib/http.ts'
import { portFinder } from '../../src/runtime/native/ports.ts'
import { readyProgram } from '../helpers/ready.ts'
import { until } from '../helpers/until.ts'
import { remoteWrite, type StoredSeries } from './history.ts'

/* Real Prometheus and Thanos for the tests of one process: each part on ports of its own, ended by its own pid when the test ends. */

/** A started part. */
export interface Part {
  pid: number
  /** Of its HTTP server, without a trailing slash. */
  url: string
  /** Host and port of its StoreAPI; empty where it has none. */
  grpc: string
  /** Its folder. */
  folder: string
  /** Where it takes remote write. */
  writeUrl: string
  /** Sends a signal, such as SIGSTOP for a store that answers nothing. */
  signal: (signal: NodeJS.Signals) => void
}

/** A block of Prometheus, and the external labels that a sidecar uploads it with. */
export interface LabelledBlock {
  folder: string
  externalLabels: Record<string, string>
}

export interface Stack {
  /** With these series in its head, and nothing to scrape. */
  prometheus: (name: string, externalLabels: Record<string, string>, series: StoredSeries[]) => Promise<Part>
  sidecar: (name: string, prometheus: Part) => Promise<Part>
  /** The head as a block: the same chunks, stale markers too. */
  snapshot: (prometheus: Part) => Promise<string>
  storeGateway: (name: string, blocks: LabelledBlock[]) => Promise<Part>
  /** Receivers with these external labels, nothing written yet. Several are a hashring that writes each series to every one of them. */
  receivers: (name: string, externalLabels: Record<string, string>[]) => Promise<Part[]>
  /** Remote write. Receivers that are a hashring pass it on to each other. */
  write: (to: Part, series: StoredSeries[]) => Promise<void>
  query: (name: string, stores: Part[], flags?: string[]) => Promise<Part>
}

/** A stack for one test; everything it starts, and its folder, ends with the test. */
export async function stackFor(t: Test): Promise<Stack> {
  const root = mkdtempSync(join(tmpdir(), 'thanos-lab-field-'))
  const parts: { pid: number; ended: Promise<unknown> }[] = []
  const end = () => {
    for (const { pid } of parts) killed(pid)
  }
  // Where the test file itself fails, no teardown is run.
  process.once('exit', end)
  t.teardown(async () => {
    end()
    await Promise.all(parts.map(({ ended }) => ended))
    rmSync(root, { recursive: true })
  })
  const progress = { say: () => {} } as unknown as Parameters<typeof findBinaries>[1]['progress']
  const binaries = await findBinaries(['prometheus', 'thanos'], { progress, signal: new AbortController().signal })

  async function launch(name: string, program: 'prometheus' | 'thanos', args: string[], http: number, grpc?: number): Promise<Part> {
    const folder = folderOf(root, name)
    const log = join(folder, 'log')
    const url = localUrl(http)
    const { pid } = await readyProgram(
      name,
      () => {
        const { pid: started, ended } = start(binaries[program].path, args, { env: process.env as Record<string, string>, log })
        if (started === undefined) throw new Error(`${name}: ${program} could not be started`)
        const part = { pid: started, ended, log }
        parts.push(part)
        return part
      },
      () =>
        sendRequest({ url }, '/-/ready', { timeoutMs: 1000 }).then(
          ({ status }) => status === 200,
          () => false,
        ),
    )
    return {
      pid,
      url,
      folder,
      writeUrl: `${url}/api/v1/write`,
      grpc: grpc === undefined ? '' : `127.0.0.1:${grpc}`,
      signal: (signal) => process.kill(pid, signal),
    }
  }

  return {
    async prometheus(name, externalLabels, series) {
      const folder = folderOf(root, name)
      const http = await freePort()
      writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify({ global: { external_labels: externalLabels } }))
      const part = await launch(
        name,
        'prometheus',
        [
          `--config.file=${join(folder, 'prometheus.yml')}`,
          `--storage.tsdb.path=${join(folder, 'data')}`,
          `--web.listen-address=127.0.0.1:${http}`,
          '--web.enable-remote-write-receiver',
          '--web.enable-admin-api',
          '--storage.tsdb.min-block-duration=2h',
          '--storage.tsdb.max-block-duration=2h',
          '--log.level=warn',
        ],
        http,
      )
      await fill(part, series)
      return part
    },

    async sidecar(name, prometheus) {
      const [http, grpc] = [await freePort(), await freePort()]
      const from = [`--prometheus.url=${prometheus.url}`, `--tsdb.path=${join(prometheus.folder, 'data')}`]
      return launch(name, 'thanos', ['sidecar', ...from, ...listening(http, grpc)], http, grpc)
    },

    async snapshot({ url, folder }) {
      const { body } = await sendRequest({ url }, '/api/v1/admin/tsdb/snapshot', { method: 'POST', timeoutMs: 30_000 })
      const made = join(folder, 'data', 'snapshots', (body as { data: { name: string } }).data.name)
      const [block] = readdirSync(made)
      return join(made, block ?? '')
    },

    async storeGateway(name, blocks) {
      const folder = folderOf(root, name)
      const bucket = folderOf(root, `${name}-bucket`)
      for (const [number, each] of blocks.entries()) upload(bucket, each, number)
      writeFileSync(join(folder, 'objstore.yml'), JSON.stringify({ type: 'FILESYSTEM', config: { directory: bucket } }))
      const [http, grpc] = [await freePort(), await freePort()]
      const from = [`--data-dir=${join(folder, 'cache')}`, `--objstore.config-file=${join(folder, 'objstore.yml')}`]
      return launch(name, 'thanos', ['store', ...from, '--consistency-delay=0s', ...listening(http, grpc)], http, grpc)
    },

    async receivers(name, externalLabels) {
      const folder = folderOf(root, name)
      const ports = []
      for (const _ of externalLabels) ports.push({ http: await freePort(), grpc: await freePort(), write: await freePort() })
      const hashring = join(folder, 'hashring.json')
      writeFileSync(hashring, JSON.stringify([{ endpoints: ports.map(({ grpc }) => ({ address: `127.0.0.1:${grpc}` })) }]))
      const ring = [`--receive.hashrings-file=${hashring}`, `--receive.replication-factor=${ports.length}`]
      return Promise.all(
        ports.map(async ({ http, grpc, write }, number) => {
          const args = [
            `--tsdb.path=${join(folder, `data-${number}`)}`,
            ...Object.entries(externalLabels[number]!).map(([label, value]) => `--label=${label}=${JSON.stringify(value)}`),
            `--remote-write.address=127.0.0.1:${write}`,
            `--receive.capnproto-address=127.0.0.1:${await freePort()}`,
            `--receive.local-endpoint=127.0.0.1:${grpc}`,
            ...(ports.length > 1 ? ring : []),
            ...listening(http, grpc),
          ]
          const part = await launch(`${name}-${number}`, 'thanos', ['receive', ...args], http, grpc)
          return { ...part, writeUrl: `${localUrl(write)}/api/v1/receive` }
        }),
      )
    },

    write: fill,

    async query(name, stores, flags = []) {
      const [http, grpc] = [await freePort(), await freePort()]
      const endpoints = stores.map((store) => `--endpoint=${store.grpc}`)
      const part = await launch(name, 'thanos', ['query', ...endpoints, ...flags, ...listening(http, grpc)], http, grpc)
      await until(`${name} has its ${stores.length} stores`, async () => (await healthyStores(part)) === stores.length)
      return part
    },
  }
}

function folderOf(root: string, name: string): string {
  const folder = join(root, name)
  mkdirSync(folder, { recursive: true })
  return folder
}

function listening(http: number, grpc: number): string[] {
  return [`--http-address=127.0.0.1:${http}`, `--grpc-address=127.0.0.1:${grpc}`, '--log.level=warn']
}

function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

/** By chance, as several test files start stacks at the same time. */
const freePort = portFinder()

/** Series of a request at most. */
const SERIES = 50

/** An empty head takes its place in time from the first sample, and takes what is up to an hour older than its newest one. */
async function fill({ writeUrl }: Part, series: StoredSeries[]): Promise<void> {
  const headers = {
    'content-type': 'application/x-protobuf',
    'content-encoding': 'snappy',
    'x-prometheus-remote-write-version': '0.1.0',
  }
  for (let first = 0; first < series.length; first += SERIES) {
    const write = Buffer.from(remoteWrite(series.slice(first, first + SERIES)))
    const { status, body } = await sendRequest({ url: writeUrl }, '', { method: 'POST', body: write, headers, timeoutMs: 30_000 })
    if (status >= 300) throw new Error(`${writeUrl} did not take the history: ${status} ${String(body)}`)
  }
}

/** As a sidecar uploads it: with the external labels in the meta. Source: Thanos v0.42.4, pkg/block/metadata/meta.go. */
function upload(bucket: string, { folder, externalLabels }: LabelledBlock, number: number): void {
  // A ULID of its own: the same block may be there for another replica.
  const id = `01ARZ3NDEKTSV4RRFFQ69G5F${String(number).padStart(2, '0')}`
  cpSync(folder, join(bucket, id), { recursive: true })
  const meta = join(bucket, id, 'meta.json')
  const thanos = { version: 1, labels: externalLabels, downsample: { resolution: 0 }, source: 'sidecar' }
  writeFileSync(meta, JSON.stringify({ ...(JSON.parse(readFileSync(meta, 'utf8')) as object), ulid: id, thanos }))
}

async function healthyStores({ url }: Part): Promise<number> {
  const { body } = await sendRequest({ url }, '/api/v1/stores', { timeoutMs: 2000 })
  const { data } = body as { data: Record<string, { lastError: unknown }[]> }
  return Object.values(data)
    .flat()
    .filter(({ lastError }) => lastError === null).length
}
