import { isRole, ROLE_KEYS } from '../scenario/references.ts'

/** Who is who at one moment of a run. */
export interface Roles {
  replicas: string[]
  /** The replica that Query prefers for the first series that is read through it; null where it cannot be determined. */
  preferred: string | null
  /** The replica that the last fault hit. */
  victim: string | undefined
}

/** The pod that a choice of a scenario means, or why that is not resolved. */
export function resolveRole(choice: string, roles: Roles): { replica: string } | { error: string } {
  const { replicas, preferred, victim } = roles
  const another = (than: string | null | undefined) => replicas.find((replica) => replica !== than)
  const undetermined = { error: 'which replica Query prefers could not be determined' }
  switch (choice) {
    case 'preferred':
      return preferred === null ? undetermined : { replica: preferred }
    case 'other':
      return preferred === null ? undetermined : found(another(preferred), 'there is no other replica')
    case 'victim':
      return found(victim, 'no fault has hit a replica yet')
    case 'survivor':
      return victim === undefined ? { error: 'no fault has hit a replica yet' } : found(another(victim), 'there is no other replica')
    default:
      return found(
        replicas.find((replica) => replica === choice),
        `the lab has no replica ${choice}; it has ${replicas.join(', ')}`,
      )
  }
}

/** A fault's arguments with the pods that roles mean now; what names no role stays as it is. */
export function resolveArgs(args: Record<string, unknown>, resolveOne: (choice: string) => string): Record<string, unknown> {
  const roles = ROLE_KEYS.flatMap((key): [string, string][] => {
    const value = args[key]
    return typeof value === 'string' && (key === 'replica' || isRole(value)) ? [[key, resolveOne(value)]] : []
  })
  return { ...args, ...Object.fromEntries(roles) }
}

function found(replica: string | undefined, error: string): { replica: string } | { error: string } {
  return replica === undefined ? { error } : { replica }
}
