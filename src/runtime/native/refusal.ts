import { catalogue, type ErrorCode, LabError, reason } from '../../lib/errors.ts'

/** An error on its way from one process of the lab to another. */
export interface Refusal {
  error: string
  /** A LabError's. */
  code?: string
  hint?: string
}

/** What the other process is told of an error. */
export function toRefusal(error: unknown): Refusal {
  return error instanceof LabError ? { error: error.message, code: error.code, hint: error.hint } : { error: reason(error) }
}

/** The other process's own LabError, or `lab-broken` with `otherwise` where it gave none. */
export function fromRefusal({ code, error, hint }: Refusal, otherwise: string): LabError {
  if (code === undefined || !Object.hasOwn(catalogue, code)) return new LabError('lab-broken', `${otherwise}: ${error}`)
  return new LabError(code as ErrorCode, error, hint === undefined ? {} : { hint })
}
