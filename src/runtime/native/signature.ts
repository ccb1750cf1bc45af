import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/*
 * How a command and the supervisor know each other. Both know the token in supervisor.json, and neither ever sends it, as the port may be a stranger's
 * by now: each order is signed with the token, and so is each answer.
 */

/** A text with its signature. `nonce`: of the order, new for each. */
export interface Signed {
  nonce: string
  /** JSON. */
  text: string
  signature: string
}

type What = `order ${string}` | 'answer'

export function newNonce(): string {
  return randomBytes(16).toString('hex')
}

export function signed(token: string, what: What, nonce: string, value: unknown): Signed {
  const text = JSON.stringify(value ?? null)
  return { nonce, text, signature: signatureOf(token, what, nonce, text) }
}

/** The value, where its signature fits; undefined else, whatever was given. Takes the same time for every wrong signature. */
export function signedValue(token: string, what: What, given: unknown): { nonce: string; value: unknown } | undefined {
  const { nonce, text, signature } = Object(given) as Partial<Record<keyof Signed, unknown>>
  if (typeof nonce !== 'string' || typeof text !== 'string' || typeof signature !== 'string') return undefined
  const [is, wanted] = [Buffer.from(signature), Buffer.from(signatureOf(token, what, nonce, text))]
  if (is.length !== wanted.length || !timingSafeEqual(is, wanted)) return undefined
  return { nonce, value: JSON.parse(text) }
}

function signatureOf(token: string, what: What, nonce: string, text: string): string {
  return createHmac('sha256', token)
    .update(JSON.stringify([what, nonce, text]))
    .digest('hex')
}
