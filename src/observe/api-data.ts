import { type Address, NoAnswer, type RequestOptions, sendRequest } from '../lib/http.ts'

/* What a server may say of itself: where it does not, that is no error. */

/** The body of an answer; undefined where none comes, or not with HTTP 200. */
export async function bodyAt(address: Address, path: string, options: RequestOptions): Promise<unknown> {
  try {
    const { status, body } = await sendRequest(address, path, options)
    return status === 200 ? body : undefined
  } catch (error) {
    if (error instanceof NoAnswer) return undefined
    throw error
  }
}

/** The `data` of an answer of Prometheus's shape; undefined where there is none. */
export async function dataAt(address: Address, path: string, options: RequestOptions): Promise<unknown> {
  const body = await bodyAt(address, path, options)
  return isRecord(body) && body['status'] === 'success' ? body['data'] : undefined
}

/** An object, and no list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
