import type { Evidence } from '../../../model/run.ts'
import type { Delay, FailScrapes, Lease } from '../../injection.ts'
import type { Cluster, Script } from '../../kubernetes/api.ts'
import type { Injector } from '../../kubernetes/inject/injector.ts'
import { leaseTimer, markOf } from '../../kubernetes/names.ts'
import { endsOf, type TrafficSource, type Target } from './ends.ts'
import { redirectRules, REMOVE_RULES } from './partition.ts'
import { PROXY } from './proxy.ts'
import { stopUnit } from '../nodes.ts'

/**
 * Connections are led through a proxy in the network of the node that they come from; open ones are closed at the connecting end,
 * so that they are opened again, through it. It imitates late and failed answers, not a network that loses or reorders packets.
 */
export function shape(cluster: Cluster, lab: string): Injector<Delay | FailScrapes> {
  const { nodes } = cluster
  return {
    async begin(injection, lease) {
      const { sources, targets } = await endsOf(cluster, lab, injection.link)
      for (const node of new Set(sources.map((source) => source.node))) {
        await nodes.startTimer(leaseTimer(lease.id), lease.until, ending(lease), node)
        const port = await nodes.run(node, proxying(injection, lease))
        for (const source of sources.filter((candidate) => candidate.node === node))
          await nodes.run(node, leading(source, targets, port.trim(), markOf(lease.id)))
      }
    },
    async end(_injection, lease) {
      await nodes.stopTimer(leaseTimer(lease.id), ending(lease))
    },
    async evidence({ kind, link }, lease) {
      // What a proxy that has died counted before is no evidence that one is there.
      const counts = await nodes.everywhere({
        text: 'if systemctl is-active -q "$1"; then cat "$2"; fi',
        args: [unitOf(lease), countsFile(lease)],
      })
      return judgeCounts(kind, `${link.from} → ${link.to}`, Object.values(counts))
    },
  }
}

/** What the proxies' files (`PORT ACTED SEEN`) come to. */
export function judgeCounts(kind: 'delay' | 'fail-scrapes', link: string, files: string[]): Evidence {
  const counts = files.filter((file) => file.trim() !== '').map((file) => file.trim().split(' ').map(Number))
  if (counts.length === 0) return { verified: false, detail: `no proxy is between ${link}` }
  const sum = (index: number) => counts.reduce((all, one) => all + (one[index] ?? 0), 0)
  const [acted, seen] = [sum(1), sum(2)]
  const detail =
    kind === 'delay' ? `${acted} pieces of answers on ${link} were kept back` : `${acted} of ${seen} requests on ${link} were failed`
  return { verified: acted > 0, detail, facts: kind === 'delay' ? { delayed: acted } : { failed: acted, requests: seen } }
}

function unitOf(lease: Lease): string {
  return `${leaseTimer(lease.id)}-proxy`
}

function countsFile(lease: Lease): string {
  return `/run/${unitOf(lease)}`
}

/** Starts the proxy, and prints its port. */
function proxying(injection: Delay | FailScrapes, lease: Lease): Script {
  const how = injection.kind === 'delay' ? [injection.delayMs, injection.jitterMs] : [injection.fails, injection.of]
  const text = `unit="$1" file="$2"; printf %s "$3" > "$2.pl"; shift 3
systemd-run -q --collect --unit="$unit" /usr/bin/perl "$file.pl" "$file" "$@" || exit 1
for i in $(seq 100); do [ -s "$file" ] && break; sleep 0.05; done
cut -d ' ' -f 1 "$file"`
  return { text, args: [unitOf(lease), countsFile(lease), PROXY, injection.kind, ...how.map(String)] }
}

/** New connections by rules; then the open ones are closed in the pod's own network (where the kernel can), or reset. */
function leading(source: TrafficSource, targets: Target[], port: string, mark: string): Script {
  const { nat, filter } = redirectRules(source, targets, port, mark)
  const open = targets.flatMap(({ ip, ports }) => ports.map((one) => `dst ${ip} dport = :${one}`))
  const text = `task="$1" nats="$2"; shift 2
while [ "$nats" -gt 0 ]; do iptables -w -t nat -I $1 || exit 1; shift; nats=$((nats - 1)); done
while [ "$1" != -- ]; do iptables -w -I $1 || exit 1; shift; done
shift
pid=$(ctr -n k8s.io tasks ls | awk -v id="$task" '$1 == id { print $2 }')
for open in "$@"; do nsenter -t "$pid" -n ss -tnK $open > /dev/null || true; done`
  return { text, args: [source.task, String(nat.length), ...nat, ...filter, '--', ...open] }
}

function ending(lease: Lease): Script {
  const text = `${REMOVE_RULES}
${stopUnit('"$2"')} || exit 1
rm -f "$3" "$3.pl"`
  return { text, args: [markOf(lease.id), unitOf(lease), countsFile(lease)] }
}
