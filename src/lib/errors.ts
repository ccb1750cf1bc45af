/** The catalogue of what can go wrong: a code never changes its meaning. Exit codes are the contract's. */
export const catalogue = {
  usage: { exit: 2, title: 'The command line does not fit', hint: 'thanos-lab --help' },
  scenario: { exit: 2, title: 'The scenario cannot be run', hint: 'thanos-lab chaos --list' },
  'no-run': { exit: 2, title: 'There is no such run', hint: 'thanos-lab runs' },
  samples: { exit: 2, title: 'These samples cannot be merged', hint: 'choose another series, or another run: thanos-lab runs' },
  manifest: {
    exit: 3,
    title: 'A manifest has a field that the lab does not know',
    hint: 'see docs/manifests.md for the fields that are honoured',
  },
  'no-binary': { exit: 3, title: 'A program that the lab needs was not found', hint: 'thanos-lab doctor' },
  'no-runtime': { exit: 3, title: 'This machine cannot run the lab that way', hint: 'thanos-lab doctor' },
  'no-lab': { exit: 3, title: 'There is no such lab', hint: 'thanos-lab up' },
  'lab-broken': { exit: 3, title: 'The lab does not answer', hint: 'thanos-lab up' },
  'no-target': { exit: 3, title: 'The lab has no target for the fault now', hint: 'thanos-lab status' },
  'no-answer': { exit: 3, title: 'Query does not answer', hint: 'thanos-lab status' },
  'up-failed': { exit: 3, title: 'The lab did not come up', hint: 'thanos-lab status' },
  foreign: { exit: 3, title: 'Something of that name is there that the lab did not make', hint: 'thanos-lab up --name another-name' },
  locked: { exit: 3, title: 'Another command is at work on this lab', hint: 'wait for it to end, then run the command again' },
  timeout: { exit: 3, title: 'It took too long', hint: 'thanos-lab status' },
  'port-taken': { exit: 3, title: 'A port that the lab needs is taken', hint: 'thanos-lab down, then thanos-lab up' },
  'no-disk': { exit: 3, title: 'The disk is full', hint: 'free some space, then run the command again' },
  'docker-gone': {
    exit: 3,
    title: 'The Docker engine does not answer',
    hint: 'start Docker, then run the command again; or thanos-lab up --runtime native',
  },
  'needs-capability': { exit: 3, title: 'The runtime cannot do what the scenario needs', hint: 'thanos-lab doctor' },
  'not-steady': { exit: 3, title: 'The lab is not in a steady state', hint: 'thanos-lab heal, then thanos-lab status' },
  state: {
    exit: 3,
    title: "The lab's own files cannot be read or written",
    hint: 'check the folder, or set THANOS_LAB_HOME to another one',
  },
  uncleaned: { exit: 5, title: 'Something is left to heal or clean up', hint: 'thanos-lab heal' },
  interrupted: { exit: 130, title: 'Interrupted', hint: 'thanos-lab status' },
} satisfies Record<string, { exit: number; title: string; hint: string }>

export type ErrorCode = keyof typeof catalogue

/**
 * What a person is told: what happened and where, then the next command to type.
 * Anything thrown that is not a LabError is a bug of the lab (exit 70).
 */
export class LabError extends Error {
  readonly code: ErrorCode
  readonly hint: string
  readonly exit: number

  /** `hint` replaces the catalogue's where a better next command is known. */
  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown; exit?: number } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'LabError'
    this.code = code
    this.hint = options.hint ?? catalogue[code].hint
    this.exit = options.exit ?? catalogue[code].exit
  }
}

/** One line for whatever was thrown. */
export function reason(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
