import { type Address, NoAnswer, ask } from '../http.ts'
import type { StoreView } from '../model.ts'

/** The external label that tells replicas apart: `--query.replica-label` in the manifests. */
export const REPLICA_LABEL = 'replica'

interface StoresReply {
  data?: Record<string, { name: string; lastError: string | null; labelSets?: Record<string, string>[] }[]>
}

/** The stores as Query sees them (`/api/v1/stores`), or in words why it does not say. */
export async function storesOf(query: Address, signal?: AbortSignal): Promise<{ stores: StoreView[] } | { trouble: string }> {
  try {
    const { status, body } = await ask(query, '/api/v1/stores', { timeoutMs: 5000, ...(signal === undefined ? {} : { signal }) })
    const data = (body as StoresReply).data
    if (status !== 200 || typeof data !== 'object' || data === null)
      return { trouble: `/api/v1/stores answered HTTP ${status}: not a Thanos Query` }
    return { stores: Object.values(data).flat().map(readStore) }
  } catch (error) {
    if (error instanceof NoAnswer) return { trouble: `/api/v1/stores: no answer: ${error.reason}` }
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
