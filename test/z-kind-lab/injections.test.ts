import t, { type Test } from 'tap'
import { silent } from '../../src/lib/progress.ts'
import type { Pod } from '../../src/model/lab.ts'
import type { Evidence } from '../../src/model/run.ts'
import type { Change, Lease } from '../../src/runtime/injection.ts'
import { kind } from '../../src/runtime/kind/kind.ts'
import type { Lab } from '../../src/runtime/runtime.ts'
import { until } from '../helpers/until.ts'
import { ownHome } from '../storage/home.ts'
import { injectByDeadProcess, during, leaseFor, ITS_END } from '../runtime/contract/during.ts'
import { podThere, steady, successor } from '../runtime/contract/pods.ts'
import { docker, nodeImage, withoutKind } from './docker.ts'

/* What takes nodes, or is kind's alone: the suite that every runtime passes has the rest. */

const name = `t-inject-${process.pid}`
const settings = { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast' as const, workers: 2, nodeImage }

/** Where the second replica is, which shares its node with nobody that is needed to see it go. */
async function victim(lab: Lab): Promise<Pod & { node: string }> {
  await steady(lab)
  const pods = await lab.pods()
  const query = pods.find(({ app }) => app === 'thanos-query')
  const found = pods.find(({ app, node }) => app === 'prometheus' && node !== undefined && node !== query?.node)
  if (found?.node === undefined) throw new Error(`both replicas share a node: ${JSON.stringify(pods)}`)
  return { ...found, node: found.node }
}

async function frozen(t: Test, lab: Lab): Promise<void> {
  const { node } = await victim(lab)
  const down = { kind: 'node', node, how: 'frozen' } as const
  await during(t, lab, down, async ({ detail }) => void t.match(detail, `${node} is paused`))
  const lease = await injectByDeadProcess(t, { runtime: kind, lab, leaseMs: 20_000 }, down)
  t.match(await lab.injectionEvidence(down, lease), { verified: true })
  await until('it goes on by itself', async () => !(await lab.injectionEvidence(down, lease)).verified, ITS_END)
  t.ok(Date.now() >= lease.until - 20, `${Date.now() - lease.until} ms after its time`)
}

async function stopped(t: Test, lab: Lab): Promise<void> {
  const { node, name: pod, uid } = await victim(lab)
  await during(t, lab, { kind: 'node', node, how: 'stopped' }, async () => {
    await until('Query sees it go', async () => !(await podThere(lab, pod))?.ready, 90_000)
    t.match(await lab.gone({ name: pod, uid }), { facts: { runningTasks: 0 } }, 'a node that is off runs nothing')
  })
  await steady(lab)
}

async function drained(t: Test, lab: Lab): Promise<void> {
  const { node, name: pod, uid } = await victim(lab)
  await during(t, lab, { kind: 'drain', node }, async (evidence) => {
    t.match(evidence, { detail: `${node} is cordoned; evicted: ${pod}`, facts: { evicted: 1, refused: 0 } })
    await until('it waits for its node', async () => /unschedulable/i.test((await podThere(lab, pod))?.reason ?? ''), 60_000)
    const other = (await lab.pods()).find((one) => one.app === 'prometheus' && one.name !== pod)
    const second = { kind: 'drain', node: other?.node ?? '', app: 'prometheus', blocked: true } as const
    await during(t, lab, second, async ({ detail, facts }) => {
      t.match(facts, { refused: 1 }, 'a drain may take one replica, never both')
      t.match(detail, /refused \(.*disruption budget/i)
    })
  })
  await successor(lab, pod, uid)
  await steady(lab)
}

async function filled(t: Test, lab: Lab): Promise<void> {
  const { node, ...pod } = await victim(lab)
  const before = await podThere(lab, pod.name)
  await during(t, lab, { kind: 'fill-disk', pod: { name: pod.name, uid: pod.uid } }, async ({ facts }) => {
    t.match(facts, { type: 'tmpfs', used: '100%' })
  })
  await steady(lab)
  const after = await podThere(lab, pod.name)
  t.equal(after?.uid, before?.uid, 'the pod is the same')
  t.notMatch(await docker('exec', node, 'cat', '/proc/mounts'), 'thanos-lab /', 'nothing is laid over its volume any more')
  t.notMatch(await docker('exec', node, 'ls', `/var/thanos-lab/prometheus-${pod.name}`), 'filler')
}

/** The controller would wait for ever for the pod that a bad template broke. */
async function rolledBackByTimer(t: Test, lab: Lab): Promise<void> {
  await steady(lab)
  const object = { kind: 'StatefulSet', name: 'prometheus' } as const
  const path = ['spec', 'template', 'spec', 'containers', 0, 'args']
  const before = (await lab.object(object))['spec'].template.spec.containers[0].args
  const change: Change = { kind: 'change', edits: [{ object, path, value: ['--no-such-flag'], before }] }
  const { lease, evidence } = await seenWithinItsLease(t, lab, change, 20_000)
  t.match(evidence, { detail: /prometheus-0 stay as they were/ })
  await until('the flag is as before', async () => !(await lab.injectionEvidence(change, lease)).verified, ITS_END)
  t.ok(Date.now() >= lease.until - 20)
  await steady(lab)
  t.same((await lab.object(object))['spec'].template.spec.containers[0].args, before)
}

/** How long a busy machine takes to roll out is not known before: where the lease ended first, once more with one that is longer. */
async function seenWithinItsLease(t: Test, lab: Lab, change: Change, leaseMs: number): Promise<{ lease: Lease; evidence: Evidence }> {
  const lease = await injectByDeadProcess(t, { runtime: kind, lab, leaseMs }, change)
  const look = async () => {
    const evidence = await lab.injectionEvidence(change, lease)
    return (evidence.verified || Date.now() > lease.until) && evidence
  }
  const evidence = await until('change is verified, or its time is over', look, leaseMs + ITS_END)
  if (evidence.verified || leaseMs > 120_000) return { lease, evidence }
  await steady(lab)
  return seenWithinItsLease(t, lab, change, 3 * leaseMs)
}

const missing = await withoutKind()
if (missing !== undefined) t.pass('kind with workers', { skip: missing })
else {
  t.setTimeout(20 * 60_000)
  ownHome(t)
  t.teardown(async () => (await kind.open(name))?.down(silent))
  const deadline = Date.now() + 5 * 60_000
  const lab = await kind.up({ name, settings, progress: silent, deadline, signal: new AbortController().signal })
  t.ok(lab.capabilities.has('nodes'))
  await t.test('a frozen node', (test) => frozen(test, lab))
  await t.test('a stopped node', (test) => stopped(test, lab))
  await t.test('a drained node', (test) => drained(test, lab))
  await t.test('a full volume', (test) => filled(test, lab))
  await t.test('a change that broke a pod ends by itself', (test) => rolledBackByTimer(test, lab))
  await t.test('down, though a node is frozen', async (test) => {
    const { node } = await victim(lab)
    await lab.inject({ kind: 'node', node, how: 'frozen' }, leaseFor(60_000))
    await lab.down(silent)
    test.equal(await docker('ps', '-aq', '--filter', `label=io.x-k8s.kind.cluster=${name}`), '')
  })
}
