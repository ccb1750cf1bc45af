import { type Address, NoAnswer, sendRequest } from '../lib/http.ts'
import type { StoreView } from '../model/lab.ts'
import { REPLICA_LABEL } from '../model/workloads.ts'
import { isRecord } from './api-data.ts'

/** The stores as Query sees them (`/api/v1/stores`), or in words why it does not say. */
export async function storesOf(query: Address, signal?: AbortSignal): Promise<{ stores: StoreView[] } | { error: string }> {
  try {
    const { status, body } = await sendRequest(query, '/api/v1/stores', { timeoutMs: 5000, ...(signal === undefined ? {} : { signal }) })
    const data = isRecord(body) ? body['data'] : undefined
    if (status !== 200 || !isRecord(data)) return { error: `/api/v1/stores answered HTTP ${status}: not a Thanos Query` }
    const stores = Object.values(data).flat()
    const read = stores.flatMap((one) => readStore(one) ?? [])
    return read.length === stores.length ? { stores: read } : { error: '/api/v1/stores names something that is no store' }
  } catch (error) {
    if (error instanceof NoAnswer) return { error: `/api/v1/stores: no answer: ${error.reason}` }
    throw error
  }
}

/** undefined where it is none. */
function readStore(one: unknown): StoreView | undefined {
  if (!isRecord(one)) return undefined
  const { name, lastError = null, labelSets } = one
  if (typeof name !== 'string' || !(lastError === null || typeof lastError === 'string')) return undefined
  const sets = Array.isArray(labelSets) ? labelSets.filter(isRecord) : []
  const replica = sets.map((labels) => labels[REPLICA_LABEL]).find((label) => typeof label === 'string')
  return { name, healthy: lastError === null, lastError, ...(replica === undefined ? {} : { replica }) }
}

/** Whether Query has a healthy store of each of these replicas. */
export function seesAll(stores: StoreView[], replicas: string[]): boolean {
  return replicas.every((replica) => stores.some((store) => store.healthy && store.replica === replica))
}

/**
 * How many different rules Query knows (`/api/v1/rules`), and how many alerts of them fire; or in words why it does not say. The same
 * rule from files of different names is one: natively each replica has its own folder, and Query would count it twice.
 */
export async function rulesOf(query: Address): Promise<{ rules: number; alerts: number } | { error: string }> {
  try {
    const { status, body } = await sendRequest(query, '/api/v1/rules', { timeoutMs: 5000 })
    const data = isRecord(body) ? body['data'] : undefined
    const groups = isRecord(data) ? data['groups'] : undefined
    if (status !== 200 || !Array.isArray(groups)) return { error: `/api/v1/rules answered HTTP ${status}` }
    const rules = groups.filter(isRecord).flatMap((group) => listOf(group['rules']).map((rule) => ({ group: group['name'], rule })))
    const known = new Map(rules.map(({ group, rule }): [string, number] => [keyOf(group, rule), firing(rule)]))
    return { rules: known.size, alerts: [...known.values()].reduce((sum, count) => sum + count, 0) }
  } catch (error) {
    if (error instanceof NoAnswer) return { error: `/api/v1/rules: no answer: ${error.reason}` }
    throw error
  }
}

type Said = Record<string, unknown>

function listOf(value: unknown): Said[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

function keyOf(group: unknown, { type, name, query, labels }: Said): string {
  const sorted = Object.entries(isRecord(labels) ? labels : {}).sort(([one], [other]) => one.localeCompare(other))
  return JSON.stringify([group, type, name, query, sorted])
}

function firing({ alerts }: Said): number {
  return listOf(alerts).filter(({ state }) => state === 'firing').length
}
