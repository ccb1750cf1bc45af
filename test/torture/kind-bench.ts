import fc from 'fast-check'
import { exec } from '../../src/lib/exec.ts'
import { poll } from '../../src/lib/poll.ts'
import type { AttackedLab } from './attacked-lab.ts'
import { type Attacked, attackedCommand, type Bench } from './attacks.ts'

/* What the suites that attack a lab on kind have in common. */

/** Measured on two processors; `npm run torture` says how many attacks came in time. */
const KIND_LASTS: Record<Attacked, number> = {
  up: 26_000,
  'up again': 1500,
  chaos: 14_000,
  heal: 3000,
  down: 3000,
  audit: 1500,
  dashboard: 3000,
}

/**
 * A container that was killed again and again starts late: the kubelet doubles its back-off from 10 s up to five minutes, and forgets it after ten
 * minutes without a restart. Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
 */
const WHOLE_MS = 5 * 60_000 + 30_000

/** A cluster is made in half a minute, so it is made seldom. */
export const commandsOnKind: fc.Arbitrary<Attacked> = fc.oneof(
  { weight: 1, arbitrary: attackedCommand },
  { weight: 4, arbitrary: fc.constantFrom<Attacked>('chaos', 'chaos', 'chaos', 'heal') },
)

/** A lab on kind, with the node image of the test bed where there is one. */
export async function kindBench(name: string): Promise<Bench> {
  const image = process.env['TESTBED_NODE_IMAGE']
  const up = ['--runtime', 'kind', ...(image === undefined ? [] : ['--node-image', image])]
  const volumes = new Set(await linesOf('docker', ['volume', 'ls', '-q']))
  return { name, up, lasts: KIND_LASTS, wholeWithinMs: WHOLE_MS, wrong: (lab, whole) => wrongInDocker(lab, whole, volumes) }
}

/** In a node: rules, timers and frozen containers that a fault has made. */
const TRACES = `iptables-save | grep -o 'thanos-lab/[^ "]*' | sed 's/^/rule /'
systemctl list-units --all --plain --no-legend 'thanos-lab-*' | awk '{ print "unit " $1 }'
ctr -n k8s.io tasks ls | awk '$3 == "PAUSED" { print "frozen task " $1 }'`

async function wrongInDocker(lab: AttackedLab, whole: boolean, before: ReadonlySet<string>): Promise<string[]> {
  const label = `label=io.x-k8s.kind.cluster=${lab.name}`
  const look = async () => {
    const nodes = await linesOf('docker', ['ps', '-a', '--filter', label, '--format', '{{.Names}} {{.State}}'])
    if (!whole) {
      const volumes = (await linesOf('docker', ['volume', 'ls', '-q'])).filter((name) => !before.has(name))
      return [...nodes.map((node) => `the container ${node} is there`), ...volumes.map((name) => `the volume ${name} is there`)]
    }
    const traces = await linesOf('docker', ['exec', `${lab.name}-control-plane`, 'sh', '-c', TRACES])
    const processes = (await lab.processes()).map(({ args }) => `${args.join(' ').slice(0, 200)} runs`)
    return [
      ...(nodes.length === 1 && nodes[0]?.endsWith(' running') ? [] : [`the nodes are ${nodes.join(', ')}`]),
      ...[...new Set(traces)].map((trace) => `${trace} is left`),
      ...processes,
    ]
  }
  // A timer in a node takes a moment to go.
  return poll(look, { until: (found) => found.length === 0, everyMs: 500, deadline: Date.now() + 10_000 })
}

async function linesOf(program: string, args: string[]): Promise<string[]> {
  const { stdout } = await exec(program, args)
  return stdout.split('\n').filter((line) => line !== '')
}
