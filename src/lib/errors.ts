import { command } from './command.ts'
import { redacted } from './redact.ts'

/**
 * The catalogue of what can go wrong: a code never changes its meaning. Exit codes are the contract's. `{lab}` in a hint is the option that names
 * the lab, where it is not the default one.
 */
export const catalogue = {
  usage: { exit: 2, title: 'The command line is wrong', hint: 'thanos-lab --help' },
  scenario: { exit: 2, title: 'The scenario cannot be run', hint: 'thanos-lab chaos --list' },
  lesson: { exit: 2, title: 'The lesson cannot be given', hint: 'thanos-lab lesson list' },
  'not-joined': { exit: 3, title: 'This command needs a room', hint: "thanos-lab class join 'LINK' --as NAME" },
  class: { exit: 3, title: 'This lab cannot be in that room now', hint: 'thanos-lab class status' },
  'no-run': { exit: 2, title: 'The run cannot be read', hint: 'thanos-lab runs' },
  samples: { exit: 2, title: 'These samples cannot be explained', hint: 'choose another series, or another run: thanos-lab runs' },
  'no-samples': { exit: 2, title: 'Query has no such sample', hint: 'choose another series, or another time' },
  manifest: {
    exit: 3,
    title: 'A manifest has a field that the lab does not support',
    hint: 'see docs/manifests.md for the supported fields',
  },
  'no-binary': { exit: 3, title: 'A binary that the lab needs is missing', hint: 'thanos-lab doctor' },
  bundle: { exit: 3, title: 'The bundle cannot be used', hint: 'write it again, on a machine like this one: thanos-lab bundle -o FILE' },
  'no-page': { exit: 3, title: 'The page is missing from this installation', hint: 'npm run build, in the folder of thanos-lab' },
  'no-runtime': { exit: 3, title: 'This machine cannot run the lab on that runtime', hint: 'thanos-lab doctor' },
  'no-lab': { exit: 3, title: 'This command needs a lab', hint: 'thanos-lab up{lab}' },
  'lab-broken': { exit: 3, title: 'The lab does not answer', hint: 'thanos-lab up{lab}' },
  'no-target': { exit: 3, title: 'The fault has no target in the lab now', hint: 'thanos-lab status{lab}' },
  'no-answer': { exit: 3, title: 'Query does not answer', hint: 'thanos-lab status{lab}' },
  'no-access': { exit: 3, title: 'Query does not let this command in', hint: 'thanos-lab explain --help' },
  'no-tls': { exit: 3, title: 'There is no trusted TLS connection to Query', hint: 'thanos-lab explain --help' },
  'not-query': { exit: 3, title: 'What answers at this URL is not a Thanos Query', hint: 'thanos-lab explain --help' },
  'up-failed': { exit: 3, title: 'The lab is only partially created', hint: 'thanos-lab status{lab}' },
  foreign: { exit: 3, title: 'The name belongs to something that thanos-lab did not create', hint: 'thanos-lab up --name another-name' },
  locked: { exit: 3, title: 'Another command works on this lab', hint: 'wait until it ends, then run the command again' },
  timeout: { exit: 3, title: 'A step took too long', hint: 'thanos-lab status{lab}' },
  'port-taken': { exit: 3, title: 'A port that the lab needs is in use', hint: 'thanos-lab down{lab}, then thanos-lab up{lab}' },
  'no-disk': { exit: 3, title: 'The disk is full', hint: 'free some space, then run the command again' },
  'docker-gone': {
    exit: 3,
    title: 'The Docker engine does not answer',
    hint: 'start Docker, then run the command again; or thanos-lab up --runtime native',
  },
  'needs-capability': { exit: 3, title: 'The runtime lacks a capability that the scenario needs', hint: 'thanos-lab doctor' },
  'not-steady': { exit: 3, title: 'The lab is not in a steady state', hint: 'thanos-lab heal{lab}, then thanos-lab status{lab}' },
  state: {
    exit: 3,
    title: 'A file of the lab cannot be read or written',
    hint: 'check the folder, or set THANOS_LAB_HOME to another one',
  },
  uncleaned: { exit: 5, title: 'Something is left to heal or clean up', hint: 'thanos-lab heal{lab}' },
  interrupted: { exit: 130, title: 'The command was interrupted', hint: 'thanos-lab status{lab}' },
} satisfies Record<string, { exit: number; title: string; hint: string }>

export type ErrorCode = keyof typeof catalogue

/**
 * An error with what happened and where, and the next command to type; neither shows a credential. Anything thrown that is not a LabError
 * is a bug of thanos-lab (exit 70).
 */
export class LabError extends Error {
  readonly code: ErrorCode
  readonly hint: string
  readonly exit: number

  /** `hint` replaces the catalogue's where a better next command is known. */
  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown; exit?: number } = {}) {
    super(redacted(message), options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'LabError'
    this.code = code
    this.hint = redacted(options.hint ?? usualHint(code))
    this.exit = options.exit ?? catalogue[code].exit
  }
}

/** The hint of a code, about that lab. */
function usualHint(code: ErrorCode, lab?: string): string {
  return catalogue[code].hint.replaceAll('{lab}', lab === undefined ? '' : command('', lab).slice('thanos-lab '.length))
}

/** One line for whatever was thrown. */
export function reason(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** An error as a person and a program get it. */
export interface ErrorReport {
  code: ErrorCode | 'bug'
  message: string
  hint: string
  exit: number
  /** The kind of error, in a sentence; none for a bug. */
  title?: string
}

/** The report of whatever was thrown by a command about that lab; `interrupted` is the exit code of a signal that came before. */
export function reportOf(error: unknown, interrupted: number | undefined, lab: string): ErrorReport {
  const known = labErrorOf(error, interrupted)
  if (known === undefined) return { code: 'bug', ...bugReport(error), exit: 70 }
  const { code, message } = known
  const hint = known.hint === usualHint(code) ? usualHint(code, lab) : known.hint
  // A bug comes before all else (contract, "Exit codes"), and what is not healed before what stopped the command.
  const yields = code === 'interrupted' || interrupted === 70 || known.exit !== 5
  const exit = yields ? (interrupted ?? known.exit) : known.exit
  return { code, message, hint, exit, title: `${catalogue[code].title}.` }
}

/** The message and the hint for a bug of thanos-lab. */
export function bugReport(error: unknown): { message: string; hint: string } {
  return {
    message: `This is a bug of thanos-lab: ${redacted(reason(error))}`,
    hint: 'run thanos-lab doctor --json, then report its output with the command that you typed',
  }
}

/** An operation that the signal aborted throws an error of its own kind. */
function labErrorOf(error: unknown, interrupted: number | undefined): LabError | undefined {
  if (error instanceof LabError) return error
  const isAborted = interrupted !== undefined && error instanceof Error && error.name === 'AbortError'
  return isAborted ? new LabError('interrupted', 'Stopped', { cause: error }) : undefined
}
