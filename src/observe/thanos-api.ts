import { type Address, NoAnswer, sendRequest } from '../lib/http.ts'
import type { StoreView } from '../model/lab.ts'
import { REPLICA_LABEL } from '../model/workloads.ts'

interface StoresReply {
  data?: Record<string, { name: string; lastError: string | null; labelSets?: Record<string, string>[] }[]>
}

/** The stores as Query sees them (`/api/v1/stores`), or in words why it does not say. */
export async function storesOf(query: Address, signal?: AbortSignal): Promise<{ stores: StoreView[] } | { error: string }> {
  try {
    const { status, body } = await sendRequest(query, '/api/v1/stores', { timeoutMs: 5000, ...(signal === undefined ? {} : { signal }) })
    const data = (body as StoresReply).data
    if (status !== 200 || typeof data !== 'object' || data === null)
      return { error: `/api/v1/stores answered HTTP ${status}: not a Thanos Query` }
    return { stores: Object.values(data).flat().map(readStore) }
  } catch (error) {
    if (error instanceof NoAnswer) return { error: `/api/v1/stores: no answer: ${error.reason}` }
    throw error
  }
}

function readStore({
  name,
  lastError,
  labelSets,
}: {
  name: string
  lastError: string | null
  labelSets?: Record<string, string>[]
}): StoreView {
  const replica = labelSets?.map((labels) => labels[REPLICA_LABEL]).find((label) => label !== undefined)
  return { name, healthy: lastError === null, lastError, ...(replica === undefined ? {} : { replica }) }
}

/** Whether Query has a healthy store of each of these replicas. */
export function seesAll(stores: StoreView[], replicas: string[]): boolean {
  return replicas.every((replica) => stores.some((store) => store.healthy && store.replica === replica))
}

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
export async function rulesOf(query: Address): Promise<{ rules: number; alerts: number } | { error: string }> {
  try {
    const { status, body } = await sendRequest(query, '/api/v1/rules', { timeoutMs: 5000 })
    const groups = (body as RulesReply).data?.groups
    if (status !== 200 || !Array.isArray(groups)) return { error: `/api/v1/rules answered HTTP ${status}` }
    const known = new Map(
      groups.flatMap((group) => (group.rules ?? []).map((rule): [string, number] => [keyOf(group.name, rule), firing(rule)])),
    )
    return { rules: known.size, alerts: [...known.values()].reduce((sum, count) => sum + count, 0) }
  } catch (error) {
    if (error instanceof NoAnswer) return { error: `/api/v1/rules: no answer: ${error.reason}` }
    throw error
  }
}

function keyOf(group: string, { type, name, query, labels = {} }: Rule): string {
  return JSON.stringify([group, type, name, query, Object.entries(labels).sort(([one], [other]) => one.localeCompare(other))])
}

function firing({ alerts = [] }: Rule): number {
  return alerts.filter(({ state }) => state === 'firing').length
}
