import type { Test } from 'tap'
import type { Lab, UpRequest } from '../../../src/runtime/runtime.ts'
import type { Subject } from '../contract.ts'
import { identity } from './pods.ts'

/** From nothing, after one that was stopped, and once more. */
export async function upping(t: Test, { runtime, name, settings }: Subject, request: () => UpRequest): Promise<Lab> {
  t.same(await runtime.missing(settings), [], 'this machine can run it')
  t.equal(await runtime.open(name), undefined, 'there is no such lab')
  const stopped = runtime.up({ ...request(), signal: AbortSignal.abort() })
  await t.rejects(stopped, { code: 'interrupted', exit: 130 }, 'one that is stopped says so')

  const first = Date.now()
  const lab = await runtime.up(request())
  const tookMs = Date.now() - first
  t.match(lab, { name, runtime: runtime.name, settings })
  t.same(lab.capabilities, runtime.capabilities)
  const before = await lab.pods()
  t.ok(before.length === settings.replicas + 1 && before.every(({ ready, deleting }) => ready && !deleting), 'every pod is Ready')
  shapes(t, lab, before)

  const begun = Date.now()
  const again = await runtime.up(request())
  t.ok(Date.now() - begun < tookMs, `a second up takes ${Date.now() - begun} ms, the first took ${tookMs}`)
  t.same(identity(await again.pods()), identity(before), 'and changes nothing')
  const opened = await runtime.open(name)
  t.same(opened?.urls(), lab.urls())
  t.same(identity((await opened?.pods()) ?? []), identity(before))
  return lab
}

function shapes(t: Test, lab: Lab, pods: Awaited<ReturnType<Lab['pods']>>): void {
  const names = pods.map(({ name }) => name)
  t.same(names, names.toSorted(), 'in the order of their names')
  t.equal(new Set(pods.map(({ uid }) => uid)).size, pods.length)
  const replicas = Array.from({ length: lab.settings.replicas }, (_, ordinal) => `prometheus-${ordinal}`)
  t.same(
    pods.filter(({ app }) => app === 'prometheus').map(({ name }) => name),
    replicas,
  )
  t.equal(pods.filter(({ app, name }) => app === 'thanos-query' && name.startsWith('thanos-query-')).length, 1)
  for (const { app, containers } of pods) {
    t.same(
      containers.map(({ name }) => name),
      app === 'prometheus' ? ['thanos-sidecar', 'prometheus'] : ['thanos-query'],
    )
    t.ok(containers.every(({ id, running, ready, restarts }) => id !== '' && running && ready && restarts === 0))
  }
}
