import t from 'tap'
import { kind } from '../../src/runtime/kind/kind.ts'
import type { PodRef } from '../../src/runtime/refs.ts'
import { ownHome } from '../storage/home.ts'
import { runtimeContract } from '../runtime/contract.ts'
import { docker, nodeImage, withoutKind } from './docker.ts'

const name = `t-kind-${process.pid}`
const node = `${name}-control-plane`

/** Where the kubelet keeps a pod's emptyDir, in the node. */
const marker = (uid: string) => `/var/lib/kubelet/pods/${uid}/volumes/kubernetes.io~empty-dir/config-shared/marker`

async function left(): Promise<string[]> {
  const listed = ['ps', '--all', '--filter', `label=io.x-k8s.kind.cluster=${name}`, '--format', '{{.Names}}']
  return (await docker(...listed)).split('\n').filter((line) => line !== '')
}

const missing = await withoutKind()
if (missing !== undefined) t.pass('the runtime kind', { skip: missing })
else {
  t.setTimeout(15 * 60_000)
  ownHome(t)
  await runtimeContract({
    runtime: kind,
    settings: { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast', workers: 0, nodeImage },
    name,
    upMs: 5 * 60_000,
    leaseMs: 20_000,
    mark: async ({ uid }: PodRef) => void (await docker('exec', node, 'touch', marker(uid))),
    marked: async () => (await docker('exec', node, 'find', '/var/lib/kubelet/pods', '-name', 'marker')) !== '',
    left,
  })
}
