import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { exec, start } from '../../src/lib/exec.ts'
import { localUrl, sendRequest } from '../../src/lib/http.ts'
import { until } from '../helpers/until.ts'
import { openMetrics, remoteWrite, type StoredSeries } from './history.ts'

/* Real Prometheus and Thanos for one test: each part on ports of its own, ended by its own pid when the test ends. */

/** A started part. */
export interface Part {
  pid: number
  /** Of its HTTP server, without a trailing slash. */
  url: string
  /** Host and port of its StoreAPI; empty where it has none. */
  grpc: string
  /** Sends a signal, such as SIGSTOP for a store that answers nothing. */
  signal: (signal: NodeJS.Signals) => void
}

export interface Stack {
  prometheus: (name: string, externalLabels: Record<string, string>, series: StoredSeries[]) => Promise<Part>
  sidecar: (name: string, prometheus: Part) => Promise<Part>
  storeGateway: (name: string, blocks: BlocksOfReplica[]) => Promise<Part>
  query: (name: string, stores: Part[], flags?: string[]) => Promise<Part>
}

/** What one replica's sidecar has uploaded. */
export interface BlocksOfReplica {
  externalLabels: Record<string, string>
  series: StoredSeries[]
}

/** A stack for one test; everything it starts, and its folder, ends with the test. */
export function stackFor(t: Test): Stack {
  const root = mkdtempSync(join(tmpdir(), 'thanos-lab-field-'))
  const parts: { pid: number; ended: Promise<unknown> }[] = []
  t.teardown(async () => {
    for (const { pid } of parts) killed(pid)
    await Promise.all(parts.map(({ ended }) => ended))
    rmSync(root, { recursive: true })
  })

  async function launch(name: string, program: string, args: string[], places: { http: number; grpc?: number }): Promise<Part> {
    const log = join(folderOf(root, name), `${program}-${args[0]}.log`.replaceAll('/', '_'))
    const started = start(program, args, { env: process.env as Record<string, string>, log })
    let over = false
    void started.ended.then(() => (over = true))
    const { pid } = started
    if (pid === undefined) throw new Error(`${name}: ${program} could not be started`)
    parts.push({ pid, ended: started.ended })
    const url = localUrl(places.http)
    await until(`${name} is ready`, async () => {
      if (over) throw new Error(`${name} ended:\n${readFileSync(log, 'utf8').slice(-2000)}`)
      return sendRequest({ url }, '/-/ready', { timeoutMs: 1000 }).then(
        ({ status }) => status === 200,
        () => false,
      )
    })
    return {
      pid,
      url,
      grpc: places.grpc === undefined ? '' : `127.0.0.1:${places.grpc}`,
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
          '--storage.tsdb.min-block-duration=2h',
          '--storage.tsdb.max-block-duration=2h',
          '--log.level=warn',
        ],
        { http },
      )
      await fill(part, series)
      return part
    },

    async sidecar(name, prometheus) {
      const [http, grpc] = [await freePort(), await freePort()]
      const data = folderOf(root, `${name}-data`)
      return launch(name, 'thanos', ['sidecar', `--prometheus.url=${prometheus.url}`, `--tsdb.path=${data}`, ...listening(http, grpc)], {
        http,
        grpc,
      })
    },

    async storeGateway(name, blocks) {
      const folder = folderOf(root, name)
      const bucket = folderOf(root, `${name}-bucket`)
      for (const [number, each] of blocks.entries()) await upload(bucket, join(folder, `${number}.om`), each)
      writeFileSync(join(folder, 'objstore.yml'), JSON.stringify({ type: 'FILESYSTEM', config: { directory: bucket } }))
      const [http, grpc] = [await freePort(), await freePort()]
      return launch(
        name,
        'thanos',
        [
          'store',
          `--data-dir=${join(folder, 'cache')}`,
          `--objstore.config-file=${join(folder, 'objstore.yml')}`,
          '--consistency-delay=0s',
          ...listening(http, grpc),
        ],
        { http, grpc },
      )
    },

    async query(name, stores, flags = []) {
      const [http, grpc] = [await freePort(), await freePort()]
      const endpoints = stores.map((store) => `--endpoint=${store.grpc}`)
      const part = await launch(name, 'thanos', ['query', ...endpoints, ...flags, ...listening(http, grpc)], { http, grpc })
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

/** A port that nothing listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}

/** Into the head, oldest first: an empty head takes its place in time from the first sample. */
async function fill({ url }: Part, series: StoredSeries[]): Promise<void> {
  const headers = {
    'content-type': 'application/x-protobuf',
    'content-encoding': 'snappy',
    'x-prometheus-remote-write-version': '0.1.0',
  }
  const request = { method: 'POST', body: Buffer.from(remoteWrite(series)), headers, timeoutMs: 30_000 } as const
  const { status, body } = await sendRequest({ url }, '/api/v1/write', request)
  if (status >= 300) throw new Error(`Prometheus did not take the history: ${status} ${String(body)}`)
}

/** Blocks as a sidecar uploads them: with the replica's external labels in the meta. Source: Thanos v0.42.4, pkg/block/metadata/meta.go. */
async function upload(bucket: string, file: string, { externalLabels, series }: BlocksOfReplica): Promise<void> {
  const made = `${file}.blocks`
  writeFileSync(file, openMetrics(series))
  const blocks = await exec('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', file, made])
  if (!blocks.ok) throw new Error(`promtool: ${blocks.stderr}`)
  for (const id of readdirSync(made)) {
    const meta = join(made, id, 'meta.json')
    const thanos = { version: 1, labels: externalLabels, downsample: { resolution: 0 }, source: 'sidecar' }
    writeFileSync(meta, JSON.stringify({ ...(JSON.parse(readFileSync(meta, 'utf8')) as object), thanos }))
    renameSync(join(made, id), join(bucket, id))
  }
}

async function healthyStores({ url }: Part): Promise<number> {
  const { body } = await sendRequest({ url }, '/api/v1/stores', { timeoutMs: 2000 })
  const { data } = body as { data: Record<string, { lastError: unknown }[]> }
  return Object.values(data)
    .flat()
    .filter(({ lastError }) => lastError === null).length
}
