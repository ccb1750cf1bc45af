import t from 'tap'
import { exec } from '../../../src/lib/exec.ts'
import { kind } from '../../../src/runtime/kind/kind.ts'
import type { PodRef } from '../../../src/runtime/refs.ts'
import { ownHome } from '../../storage/home.ts'
import { runtimeContract } from '../contract.ts'

const nodeImage = process.env['TESTBED_NODE_IMAGE']
const name = `t-kind-${process.pid}`
const node = `${name}-control-plane`

/** Why this machine cannot show it; undefined where it can. */
async function why(): Promise<string | undefined> {
  if (!nodeImage) return 'TESTBED_NODE_IMAGE names no node image'
  const { ok, stderr } = await exec('docker', ['info', '--format', '{{.ServerVersion}}'], { timeoutMs: 10_000 })
  return ok ? undefined : `no Docker engine answers: ${stderr || 'docker is not there'}`
}

/** Where the kubelet keeps a pod's emptyDir, in the node. */
const marker = (uid: string) => `/var/lib/kubelet/pods/${uid}/volumes/kubernetes.io~empty-dir/config-shared/marker`

async function inNode(...command: string[]): Promise<string> {
  const { ok, stdout, stderr } = await exec('docker', ['exec', node, ...command])
  if (!ok) throw new Error(`${command.join(' ')}: ${stderr}`)
  return stdout
}

async function left(): Promise<string[]> {
  const listed = ['ps', '--all', '--filter', `label=io.x-k8s.kind.cluster=${name}`, '--format', '{{.Names}}']
  const { stdout } = await exec('docker', listed)
  return stdout.split('\n').filter((line) => line !== '')
}

const missing = await why()
if (missing !== undefined || !nodeImage) t.pass('the runtime kind', { skip: missing ?? '' })
else {
  t.setTimeout(15 * 60_000)
  ownHome(t)
  await runtimeContract({
    runtime: kind,
    settings: { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast', workers: 0, nodeImage },
    name,
    upMs: 5 * 60_000,
    leaseMs: 20_000,
    mark: async ({ uid }: PodRef) => void (await inNode('touch', marker(uid))),
    marked: async () => (await inNode('find', '/var/lib/kubelet/pods', '-name', 'marker')) !== '',
    left,
  })
}
