import { LabError } from '../errors.ts'
import { type EngineName, engines } from './engines.ts'
import type { Reasons } from './passed-over.ts'
import type { FoundEngine } from './search.ts'

/** How the search for one program ended. */
export interface Sought {
  name: EngineName
  found?: FoundEngine
  reasons: Reasons
}

/** The error for programs that no step gave, with every step's reason. */
export function noEngine(sought: Sought[]): LabError {
  const missing = sought.filter(({ found }) => found === undefined)
  const named = missing.map(({ name }) => `${name} ${engines[name].version}`).join(' and ')
  const lines = missing.flatMap(({ name, reasons }) => [`  ${name}`, ...reasons.map(({ step, reason }) => `    ${step}: ${reason}`)])
  return new LabError('no-engine', `No step gave ${named}:\n${lines.join('\n')}`, { hint: wayOut(missing) })
}

function wayOut(missing: Sought[]): string {
  const programs = missing.map(({ name }) => name).join(', ')
  return `export THANOS_LAB_ENGINES=FOLDER (one that holds ${programs}), or install Go 1.26.7 or later; then run the command again`
}

/** Why work on a program was stopped before its end: the user, or the deadline. Nothing half-made is left. */
export function interruption(name: EngineName, user: AbortSignal): LabError {
  if (!user.aborted)
    return new LabError('timeout', `${name} was not there in time; nothing half-made is left`, {
      hint: 'run the command again, with a longer --timeout',
    })
  return new LabError('interrupted', `Interrupted while getting ${name}; nothing half-made is left`)
}
