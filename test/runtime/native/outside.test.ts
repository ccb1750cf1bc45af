import t from 'tap'
import { makePlan } from '../../../src/runtime/native/make-plan.ts'
import { refuseOutside } from '../../../src/runtime/native/outside.ts'
import type { LabPlan } from '../../../src/runtime/native/plan.ts'
import { loadManifests } from '../../../src/topology/load.ts'
import { patchManifests } from '../../../src/topology/patch.ts'
import { readTopology } from '../../../src/topology/read.ts'

/* What a scenario gives a program to start with names its pod's folders, and nothing else of this machine. */

const programs = { prometheus: '/bin/prometheus', thanos: '/bin/thanos' }
const settings = { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast' as const, workers: 0 }

/** The lab's plan, with more arguments for one container. */
function planWith(container: string, ...args: string[]): Promise<LabPlan> {
  const topology = readTopology(patchManifests(loadManifests(), settings))
  for (const one of topology.workloads.flatMap(({ containers }) => containers)) if (one.name === container) one.args.push(...args)
  let port = 20_000
  return makePlan({ lab: 'x', folder: '/lab', topology, programs, freePort: async () => (port += 1) })
}

const before = await planWith('nobody')
const nothing: LabPlan = { ...before, slots: [] }

const refused: [container: string, arg: string][] = [
  ['thanos-sidecar', '--reloader.config-envsubst-file=/home/someone/.bashrc'],
  ['thanos-sidecar', '--reloader.config-envsubst-file=../../../../../.bashrc'],
  ['thanos-sidecar', '--reloader.config-envsubst-file=/var/prometheus/../../../x'],
  ['thanos-sidecar', '--reloader.config-envsubst-file=/lab/lab.json'],
  ['thanos-sidecar', '--reloader.config-envsubst-file=/lab/faults/1-x.json'],
  ['thanos-sidecar', '--reloader.config-file=/etc/passwd'],
  ['thanos-sidecar', '--tsdb.path=/var/prometheus-of-someone'],
  ['thanos-sidecar', '--objstore.config={type: FILESYSTEM, config: {directory: "\\x2ftmp"}}'],
  ['thanos-sidecar', '--objstore.config-file=bucket.yaml'],
  ['thanos-sidecar', '--reloader.method=signal'],
  ['thanos-sidecar', '--reloader.process-name=bash'],
  ['thanos-sidecar', '--http-address=:10902'],
  ['prometheus', '--storage.tsdb.path=/tmp'],
  ['prometheus', '--storage.tsdb.path=/'],
  ['prometheus', '--storage.tsdb.path=..'],
  ['prometheus', '--storage.tsdb.path=$(PATH)'],
  ['prometheus', '--storage.tsdb.path=$(HOME)/x'],
  ['prometheus', '--storage.agent.path=/tmp'],
  ['prometheus', '--config.file=/etc/prometheus.yaml'],
  ['prometheus', '--web.config.file=/etc/web.yaml'],
  ['prometheus', '--web.user-assets=/'],
  ['prometheus', '--web.listen-address=:8080'],
  ['prometheus', '/tmp'],
  ['thanos-query', '--query.active-query-path=/tmp'],
  ['thanos-query', '--a-flag-of-another-version=/tmp'],
  // A volume of another pod's.
  ['thanos-query', '--query.active-query-path=/lab/claims/prometheus-prometheus-0'],
]

const admitted: [container: string, arg: string][] = [
  ['thanos-sidecar', '--reloader.config-envsubst-file=/etc/prometheus-shared/other.yaml'],
  ['thanos-sidecar', '--tsdb.path=/var/prometheus'],
  ['thanos-sidecar', '--reloader.config-envsubst-file=/etc/prometheus-shared/$(POD_NAME).yaml'],
  ['thanos-sidecar', '--reloader.method=http'],
  ['thanos-sidecar', '--http-address=0.0.0.0:10902'],
  ['prometheus', '--storage.tsdb.path=data'],
  ['prometheus', '--web.route-prefix=/prometheus'],
  ['prometheus', '--web.external-url=http://example.org/prometheus'],
  ['prometheus', '--storage.tsdb.retention.time=2h'],
  ['thanos-query', '--web.external-prefix=/query'],
  ['thanos-query', '--query.replica-label=prometheus_replica'],
  ['thanos-query', '--selector-label=a="b/c"'],
  ['thanos-query', '--no-query.partial-response'],
]

t.test('the manifests of the lab itself stay inside', async (t) => {
  t.doesNotThrow(() => refuseOutside(nothing, before))
})

for (const [container, arg] of refused)
  t.test(`${container} with ${arg} is refused`, async (t) => {
    const after = await planWith(container, arg)
    t.throws(() => refuseOutside(before, after), { code: 'scenario', exit: 2, message: new RegExp(`^${container} of .* would be started`) })
    t.doesNotThrow(() => refuseOutside(after, after), 'what is there already is not the scenario’s')
  })

for (const [container, arg] of admitted)
  t.test(`${container} with ${arg} is taken`, async (t) => {
    const after = await planWith(container, arg)
    t.doesNotThrow(() => refuseOutside(before, after))
  })
