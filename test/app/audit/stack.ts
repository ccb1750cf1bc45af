import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { findBinaries } from '../../../src/binaries/find.ts'
import { start } from '../../../src/lib/exec.ts'
import { silent } from '../../../src/lib/progress.ts'
import { portFinder } from '../../../src/runtime/native/ports.ts'
import { until } from '../../helpers/until.ts'
import { remoteWrite, type Written } from './remote-write.ts'

/** A Prometheus with its sidecar, and what it has. */
export interface StackReplica {
  externalLabels: Record<string, string>
  series: Written[]
}

export interface Stack {
  /** Of each replica's sidecar. */
  sidecars: { pid: number; address: string }[]
  /** A Query over all of them, with these flags besides; its URL. It answers when this resolves. */
  query(...flags: string[]): Promise<string>
}

/** Real Prometheus with written samples, real sidecars, real Query: all end with the test. */
export async function startStack(t: Test, replicas: readonly StackReplica[]): Promise<Stack> {
  const { prometheus, thanos } = await findBinaries(['prometheus', 'thanos'], { progress: silent, signal: new AbortController().signal })
  const folder = t.testdir({})
  const freePort = portFinder()
  const run = (name: string, program: string, args: string[]): number => {
    const { pid, ended } = start(program, args, { env: {}, log: join(folder, `${name}.log`) })
    if (pid === undefined) throw new Error(`${name} could not be started`)
    t.teardown(async () => {
      for (const signal of ['SIGCONT', 'SIGKILL'] as const) if (isRunning(pid)) process.kill(pid, signal)
      await ended
    })
    return pid
  }
  const sidecars = await Promise.all(
    replicas.map(async ({ externalLabels, series }, number) => {
      const name = `prometheus-${number}`
      const [web, grpc, http] = [await freePort(), await freePort(), await freePort()]
      mkdirSync(join(folder, name))
      writeFileSync(join(folder, `${name}.yml`), `global:\n  external_labels: ${JSON.stringify(externalLabels)}\n`)
      const url = `http://127.0.0.1:${web}`
      run(name, prometheus.path, [
        `--config.file=${join(folder, `${name}.yml`)}`,
        `--storage.tsdb.path=${join(folder, name)}`,
        `--web.listen-address=127.0.0.1:${web}`,
        '--web.enable-remote-write-receiver',
      ])
      await until(`${name} is ready`, () => isOk(`${url}/-/ready`))
      await remoteWrite(url, series)
      const address = `127.0.0.1:${grpc}`
      const pid = run(`sidecar-${number}`, thanos.path, [
        'sidecar',
        `--prometheus.url=${url}`,
        `--tsdb.path=${join(folder, name)}`,
        `--grpc-address=${address}`,
        `--http-address=127.0.0.1:${http}`,
      ])
      await until(`sidecar-${number} is ready`, () => isOk(`http://127.0.0.1:${http}/-/ready`))
      return { pid, address }
    }),
  )
  let queries = 0
  return {
    sidecars,
    async query(...flags) {
      const [http, grpc] = [await freePort(), await freePort()]
      const url = `http://127.0.0.1:${http}`
      run(`query-${(queries += 1)}`, thanos.path, [
        'query',
        `--http-address=127.0.0.1:${http}`,
        `--grpc-address=127.0.0.1:${grpc}`,
        ...sidecars.map(({ address }) => `--endpoint=${address}`),
        ...flags,
      ])
      await until('Query has all stores', async () => (await healthyStores(url)) === sidecars.length)
      return url
    },
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
