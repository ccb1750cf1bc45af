import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { findBinaries } from '../../../src/binaries/find.ts'
import { start } from '../../../src/lib/exec.ts'
import { silent } from '../../../src/lib/progress.ts'
import { portFinder } from '../../../src/runtime/native/ports.ts'
import { type Launch, readyProgram } from '../../helpers/ready.ts'
import { until } from '../../helpers/until.ts'
import { remoteWrite, type Written } from './remote-write.ts'

/** A Prometheus with its sidecar, and what it has. */
export interface StackReplica {
  externalLabels: Record<string, string>
  series: Written[]
  /** A folder with blocks that it begins with. */
  blocks?: string
}

/** What has a StoreAPI. */
export interface StackStore {
  pid: number
  address: string
}

export interface Stack {
  /** Of each replica's sidecar. */
  sidecars: StackStore[]
  /** A Query over all of them, with these flags besides; its URL. It answers when this resolves. */
  query(...flags: string[]): Promise<string>
  /** A Query over these stores. */
  queryOver(stores: readonly StackStore[], ...flags: string[]): Promise<string>
  /** A store gateway with all that the replicas have by now, as blocks. */
  storeGateway(): Promise<StackStore>
  /** A receiver that was sent these series, its labels in them. */
  receiver(labels: Record<string, string>, series: readonly Written[]): Promise<StackStore>
  /** A query-frontend before a Query; its URL. */
  frontend(query: string): Promise<string>
}

/** Real Prometheus with written samples, real sidecars, real Query: all end with the test. */
export async function startStack(t: Test, replicas: readonly StackReplica[]): Promise<Stack> {
  const { prometheus, thanos } = await findBinaries(['prometheus', 'thanos'], { progress: silent, signal: new AbortController().signal })
  const folder = t.testdir({})
  const freePort = portFinder()
  const launch = (name: string, program: string, args: string[]): Launch => {
    const log = join(folder, `${name}.log`)
    const { pid, ended } = start(program, args, { env: {}, log })
    if (pid === undefined) throw new Error(`${name} could not be started`)
    t.teardown(async () => {
      for (const signal of ['SIGCONT', 'SIGKILL'] as const) if (isRunning(pid)) process.kill(pid, signal)
      await ended
    })
    return { pid, ended, log }
  }
  /** Its pid, once it is ready. */
  const run = async (name: string, program: string, http: number, args: string[]): Promise<number> => {
    const isReady = () => isOk(`http://127.0.0.1:${http}/-/ready`)
    return (await readyProgram(name, () => launch(name, program, args), isReady)).pid
  }
  const blocks: { url: string; data: string; externalLabels: Record<string, string> }[] = []
  const sidecars = await Promise.all(
    replicas.map(async ({ externalLabels, series, blocks: begun }, number) => {
      const name = `prometheus-${number}`
      const [web, grpc, http] = [await freePort(), await freePort(), await freePort()]
      mkdirSync(join(folder, name))
      if (begun !== undefined) cpSync(begun, join(folder, name), { recursive: true })
      writeFileSync(join(folder, `${name}.yml`), `global:\n  external_labels: ${JSON.stringify(externalLabels)}\n`)
      const url = `http://127.0.0.1:${web}`
      await run(name, prometheus.path, web, [
        `--config.file=${join(folder, `${name}.yml`)}`,
        `--storage.tsdb.path=${join(folder, name)}`,
        `--web.listen-address=127.0.0.1:${web}`,
        '--web.enable-remote-write-receiver',
        '--web.enable-admin-api',
        '--storage.tsdb.min-block-duration=2h',
        '--storage.tsdb.max-block-duration=2h',
        '--storage.tsdb.retention.time=10y',
      ])
      blocks.push({ url, data: join(folder, name), externalLabels })
      await remoteWrite(url, series)
      const address = `127.0.0.1:${grpc}`
      const pid = await run(`sidecar-${number}`, thanos.path, http, [
        'sidecar',
        `--prometheus.url=${url}`,
        `--tsdb.path=${join(folder, name)}`,
        `--grpc-address=${address}`,
        `--http-address=127.0.0.1:${http}`,
      ])
      return { pid, address }
    }),
  )
  let number = 0
  const stack: Stack = {
    sidecars,
    query: async (...flags) => stack.queryOver(sidecars, ...flags),
    async queryOver(stores, ...flags) {
      const [http, grpc] = [await freePort(), await freePort()]
      const url = `http://127.0.0.1:${http}`
      await run(`query-${(number += 1)}`, thanos.path, http, [
        'query',
        `--http-address=127.0.0.1:${http}`,
        `--grpc-address=127.0.0.1:${grpc}`,
        ...stores.map(({ address }) => `--endpoint=${address}`),
        ...flags,
      ])
      await until('Query has all stores', async () => (await healthyStores(url)) === stores.length)
      return url
    },
    async storeGateway() {
      const name = `store-${(number += 1)}`
      const bucket = join(folder, `${name}-bucket`)
      for (const one of blocks) await upload(bucket, one)
      writeFileSync(join(folder, `${name}.yml`), JSON.stringify({ type: 'FILESYSTEM', config: { directory: bucket } }))
      return store(name, ['store', `--data-dir=${join(folder, name)}`, `--objstore.config-file=${join(folder, `${name}.yml`)}`])
    },
    async receiver(labels, series) {
      const name = `receive-${(number += 1)}`
      const write = await freePort()
      const made = await store(name, [
        'receive',
        `--tsdb.path=${join(folder, name)}`,
        `--remote-write.address=127.0.0.1:${write}`,
        `--receive.capnproto-address=127.0.0.1:${await freePort()}`,
        ...Object.entries(labels).map(([label, value]) => `--label=${label}=${JSON.stringify(value)}`),
      ])
      await remoteWrite(`http://127.0.0.1:${write}`, series, '/api/v1/receive')
      return made
    },
    async frontend(query) {
      const http = await freePort()
      const url = `http://127.0.0.1:${http}`
      await run(`frontend-${(number += 1)}`, thanos.path, http, [
        'query-frontend',
        `--http-address=127.0.0.1:${http}`,
        `--query-frontend.downstream-url=${query}`,
      ])
      return url
    },
  }
  return stack

  async function store(name: string, args: string[]): Promise<StackStore> {
    const [http, grpc] = [await freePort(), await freePort()]
    const address = `127.0.0.1:${grpc}`
    const pid = await run(name, thanos.path, http, [...args, `--grpc-address=${address}`, `--http-address=127.0.0.1:${http}`])
    return { pid, address }
  }
}

/** What a Prometheus has, as its sidecar would upload it. Source: Thanos v0.42.4, pkg/block/metadata/meta.go. */
async function upload(
  bucket: string,
  { url, data, externalLabels }: { url: string; data: string; externalLabels: Record<string, string> },
): Promise<void> {
  const reply = await fetch(`${url}/api/v1/admin/tsdb/snapshot`, { method: 'POST' })
  const { name } = ((await reply.json()) as { data: { name: string } }).data
  const made = join(data, 'snapshots', name)
  for (const block of readdirSync(made)) {
    const into = join(bucket, block)
    cpSync(join(made, block), into, { recursive: true })
    const meta = join(into, 'meta.json')
    const thanos = { version: 1, labels: externalLabels, downsample: { resolution: 0 }, source: 'sidecar' }
    writeFileSync(meta, JSON.stringify({ ...(JSON.parse(readFileSync(meta, 'utf8')) as object), thanos }))
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function isOk(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  )
}

async function healthyStores(url: string): Promise<number> {
  const reply = await fetch(`${url}/api/v1/stores`).catch(() => undefined)
  if (reply?.ok !== true) return 0
  const { data } = (await reply.json()) as { data: Record<string, { lastError: string | null }[]> }
  return Object.values(data)
    .flat()
    .filter(({ lastError }) => lastError === null).length
}
