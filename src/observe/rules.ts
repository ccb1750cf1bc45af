import { type Address, NoAnswer, ask } from '../http.ts'

interface RulesReply {
  data?: { groups?: { name: string; rules?: Rule[] }[] }
}

interface Rule {
  type: string
  name: string
  query: string
  labels?: Record<string, string>
  alerts?: { state: string }[]
}

/**
 * How many different rules Query knows (`/api/v1/rules`), and how many alerts of them fire; or in words why it does not say. The same
 * rule from files of different names is one: natively each replica has its own folder, and Query would count it twice.
 */
export async function rulesOf(query: Address): Promise<{ rules: number; alerts: number } | { trouble: string }> {
  try {
    const { status, body } = await ask(query, '/api/v1/rules', { timeoutMs: 5000 })
    const groups = (body as RulesReply).data?.groups
    if (status !== 200 || !Array.isArray(groups)) return { trouble: `/api/v1/rules answered HTTP ${status}` }
    const known = new Map(
      groups.flatMap((group) => (group.rules ?? []).map((rule): [string, number] => [keyOf(group.name, rule), firing(rule)])),
    )
    return { rules: known.size, alerts: [...known.values()].reduce((sum, count) => sum + count, 0) }
  } catch (error) {
    if (error instanceof NoAnswer) return { trouble: `/api/v1/rules: no answer: ${error.reason}` }
    throw error
  }
}

function keyOf(group: string, { type, name, query, labels = {} }: Rule): string {
  return JSON.stringify([group, type, name, query, Object.entries(labels).sort(([one], [other]) => one.localeCompare(other))])
}

function firing({ alerts = [] }: Rule): number {
  return alerts.filter(({ state }) => state === 'firing').length
}
