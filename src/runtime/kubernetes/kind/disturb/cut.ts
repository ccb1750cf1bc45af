import type { Cut } from '../../../disturbance.ts'
import type { Cluster, Script } from '../../cluster.ts'
import type { Disturber } from '../../disturb/disturber.ts'
import { holdTimer, markOf } from '../../names.ts'
import { endsOf } from './ends.ts'
import { COUNT_PACKETS, REMOVE_RULES, addUp, cutRules } from './rules.ts'

/** Packets are dropped where they are forwarded, of open connections too, which a NetworkPolicy leaves alone. */
export function cut(cluster: Cluster, lab: string): Disturber<Cut> {
  const { nodes } = cluster
  const rulesOf = async ({ link, lost }: Cut, mark: string) => {
    const { sources, targets } = await endsOf(cluster, lab, link)
    return cutRules(sources, targets, lost, mark)
  }
  return {
    async begin(disturbance, hold) {
      const mark = markOf(hold.id)
      for (const [node, rules] of Object.entries(await rulesOf(disturbance, mark))) {
        await nodes.startTimer(holdTimer(hold.id), hold.until, remove(mark), node)
        await nodes.run(node, insert(rules))
      }
    },
    async end(_disturbance, hold) {
      await nodes.stopTimer(holdTimer(hold.id), remove(markOf(hold.id)))
    },
    async look(disturbance, hold) {
      const mark = markOf(hold.id)
      const wanted = Object.values(await rulesOf(disturbance, mark)).flat().length
      const { packets, rules } = addUp(Object.values(await nodes.everywhere({ text: COUNT_PACKETS, args: [mark] })))
      const { from, to } = disturbance.link
      const detail = `${packets} packets between ${from} and ${to} were dropped by ${rules} of ${wanted} rules`
      return { proven: rules >= wanted && packets > 0, detail, facts: { packets, rules } }
    },
  }
}

function remove(mark: string): Script {
  return { text: REMOVE_RULES, args: [mark] }
}

function insert(rules: string[]): Script {
  return { text: 'for rule in "$@"; do iptables -w -I $rule || exit 1; done', args: rules }
}
