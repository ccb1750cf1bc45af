import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/*
 * How a command and the supervisor know each other. Both know the token in supervisor.json, and neither ever sends it, as the port may be a stranger's
 * by now: each order carries a proof that whoever gives it knows the token, and each answer one that whoever gives it does.
 */

/** A text with its proof. `nonce`: of the order, new for each. */
export interface Proven {
  nonce: string
  /** JSON. */
  text: string
  proof: string
}

type What = `order ${string}` | 'answer'

export function newNonce(): string {
  return randomBytes(16).toString('hex')
}

export function proven(token: string, what: What, nonce: string, value: unknown): Proven {
  const text = JSON.stringify(value ?? null)
  return { nonce, text, proof: proofOf(token, what, nonce, text) }
}

/** The value, where it is proven to come from who knows the token; undefined else, whatever was given. Takes the same time for every wrong proof. */
export function provenValue(token: string, what: What, given: unknown): { nonce: string; value: unknown } | undefined {
  const { nonce, text, proof } = Object(given) as Partial<Record<keyof Proven, unknown>>
  if (typeof nonce !== 'string' || typeof text !== 'string' || typeof proof !== 'string') return undefined
  const [is, wanted] = [Buffer.from(proof), Buffer.from(proofOf(token, what, nonce, text))]
  if (is.length !== wanted.length || !timingSafeEqual(is, wanted)) return undefined
  return { nonce, value: JSON.parse(text) }
}

function proofOf(token: string, what: What, nonce: string, text: string): string {
  return createHmac('sha256', token)
    .update(JSON.stringify([what, nonce, text]))
    .digest('hex')
}
