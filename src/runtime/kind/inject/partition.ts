import type { Partition } from '../../injection.ts'
import type { Cluster, Script } from '../../kubernetes/api.ts'
import type { Injector } from '../../kubernetes/inject/injector.ts'
import { leaseTimer, markOf } from '../../kubernetes/names.ts'
import { endsOf, type TrafficSource, type Target } from './ends.ts'

/** Packets are dropped where they are forwarded, of open connections too, which a NetworkPolicy leaves alone. */
export function cut(cluster: Cluster, lab: string): Injector<Partition> {
  const { nodes } = cluster
  const rulesOf = async ({ link, lost }: Partition, mark: string) => {
    const { sources, targets } = await endsOf(cluster, lab, link)
    return cutRules(sources, targets, lost, mark)
  }
  return {
    async begin(injection, lease) {
      const mark = markOf(lease.id)
      for (const [node, rules] of Object.entries(await rulesOf(injection, mark))) {
        await nodes.startTimer(leaseTimer(lease.id), lease.until, remove(mark), node)
        await nodes.run(node, insert(rules))
      }
    },
    async end(_injection, lease) {
      await nodes.stopTimer(leaseTimer(lease.id), remove(markOf(lease.id)))
    },
    async evidence(injection, lease) {
      const mark = markOf(lease.id)
      const wanted = Object.values(await rulesOf(injection, mark)).flat().length
      const { packets, rules } = addUp(Object.values(await nodes.everywhere({ text: COUNT_PACKETS, args: [mark] })))
      const { from, to } = injection.link
      const detail = `${packets} packets between ${from} and ${to} were dropped by ${rules} of ${wanted} rules`
      return { verified: rules >= wanted && packets > 0, detail, facts: { packets, rules } }
    },
  }
}

function remove(mark: string): Script {
  return { text: REMOVE_RULES, args: [mark] }
}

function insert(rules: string[]): Script {
  return { text: 'for rule in "$@"; do iptables -w -I $rule || exit 1; done', args: rules }
}

/** A node → rules for its iptables, each `CHAIN ...`, with what to do left to the caller. */
export type IptablesRules = Record<string, string[]>

/**
 * What is lost of the connections that the sources open to the targets, and of no others: told by the target's ports. Each
 * direction in the node that its packets leave from.
 */
export function cutRules(sources: TrafficSource[], targets: Target[], lost: Partition['lost'], mark: string): IptablesRules {
  const rules: IptablesRules = {}
  for (const source of sources)
    for (const { ip, ports, node } of targets) {
      if (node === undefined) continue
      const match = (way: string, side: string) => `FORWARD ${way} -p tcp -m multiport --${side} ${ports.join(',')} ${marked(mark)} -j DROP`
      if (lost !== 'back') (rules[source.node] ??= []).push(match(`-s ${source.ip} -d ${ip}`, 'dports'))
      if (lost !== 'there') (rules[node] ??= []).push(match(`-s ${ip} -d ${source.ip}`, 'sports'))
    }
  return rules
}

/** A source's connections to the targets, led to a port of its node; what is still open past that is reset with its next packet. */
export function redirectRules(
  { ip: from }: TrafficSource,
  targets: Target[],
  port: string,
  mark: string,
): { nat: string[]; filter: string[] } {
  const match = ({ ip, ports }: Target) => `-s ${from} -d ${ip} -p tcp -m multiport --dports ${ports.join(',')} ${marked(mark)}`
  return {
    nat: targets.map((target) => `PREROUTING ${match(target)} -j REDIRECT --to-ports ${port}`),
    filter: targets.filter(({ node }) => node !== undefined).map((target) => `FORWARD ${match(target)} -j REJECT --reject-with tcp-reset`),
  }
}

function marked(mark: string): string {
  return `-m comment --comment ${mark}`
}

/** Takes every rule with the mark ($1) off both tables. */
export const REMOVE_RULES = `for table in filter nat; do
  iptables -w -t $table -S | grep -F -- "$1" | sed 's/^-A/-D/' | xargs -r -L1 iptables -w -t $table
done`

/** Packets that met rules with the mark ($1): the sum of their counters, and how many rules there are. */
export const COUNT_PACKETS = `iptables -w -v -S | grep -F -- "$1" | sed 's/.* -c \\([0-9]*\\) .*/\\1/' | awk '{ n += $1 } END { print n + 0, NR }'`

/** What `iptables -v -S` said in each node, added up. */
export function addUp(answers: string[]): { packets: number; rules: number } {
  const pairs = answers.map((answer) => answer.trim().split(/\s+/).map(Number))
  const sum = (index: number) => pairs.reduce((all, pair) => all + (pair[index] || 0), 0)
  return { packets: sum(0), rules: sum(1) }
}
