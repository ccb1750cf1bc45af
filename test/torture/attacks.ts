import { poll } from '../../src/lib/poll.ts'
import { until } from '../helpers/until.ts'
import fc from 'fast-check'
import { AttackedLab } from './attacked-lab.ts'
import { type Ending, lastWords } from './commands.ts'
import { longFault } from './short-faults.ts'

/* The commands that are attacked: what comes before the attack, and what must be true after it. */

/** What differs between the runtimes. */
export interface Bench {
  /** Names of labs begin with it. */
  name: string
  /** The options of `up`. */
  up: string[]
  /** How long each command takes there on a machine that is not busy, ms. */
  lasts: Record<Attacked, number>
  /** How long a lab may take to be whole after `heal`, ms. */
  wholeWithinMs: number
  /** What is wrong with what runs, of a lab that should be whole, or gone. */
  wrong(lab: AttackedLab, whole: boolean): Promise<string[]>
}

export const COMMANDS = ['up', 'up again', 'chaos', 'heal', 'down', 'audit', 'dashboard'] as const
export type Attacked = (typeof COMMANDS)[number]

/** How often each is attacked. */
const WEIGHTS: Record<Attacked, number> = { up: 3, 'up again': 1, chaos: 9, heal: 3, down: 2, audit: 1, dashboard: 1 }

/** One of them. */
export const attackedCommand: fc.Arbitrary<Attacked> = fc.oneof(
  ...COMMANDS.map((name) => ({ weight: WEIGHTS[name], arbitrary: fc.constant(name) })),
)

/** A lab that was just made, and how much longer that took than on a machine that is not busy. */
export interface Made {
  lab: AttackedLab
  /** 1 or more. */
  slowness: number
  /** Removes it. */
  close(): Promise<void>
}

let made = 0

/** The lab that a suite attacks; each has a name of its own, as several may be attacked at once. */
export async function makeLab({ name, up, lasts }: Pick<Bench, 'name' | 'up' | 'lasts'>): Promise<Made> {
  const lab = new AttackedLab(`${name}-${process.pid}-${(made += 1)}`)
  const begun = performance.now()
  const { code, stderr } = await lab.run('up', ...up)
  if (code !== 0) throw new Error(`the lab to attack could not be made: ${stderr}`)
  return {
    lab,
    slowness: Math.max(1, (performance.now() - begun) / lasts.up),
    async close() {
      await lab.run('down')
      lab.remove()
    },
  }
}

/** Brings the lab to where the attacked command begins; what is wrong with that. */
export async function prepared(lab: AttackedLab, { up, wrong }: Bench, command: Attacked): Promise<string[]> {
  if (command === 'up') return removed(lab, wrong)
  const first = lab.isMade ? undefined : await lab.run('up', ...up)
  if (first !== undefined && first.code !== 0) return [`up before the attack ended with ${first.code}: ${lastWords(first)}`]
  if (command === 'heal') await abandonedFault(lab)
  return []
}

/** Removes the lab; what is wrong with that. */
async function removed(lab: AttackedLab, wrong: Bench['wrong']): Promise<string[]> {
  const down = await lab.run('down')
  return [
    ...(down.code === 0 ? [] : [`down ended with ${down.code}: ${lastWords(down)}`]),
    ...(await wrong(lab, false)).map((text) => `after down, ${text}`),
    ...(lab.isThere ? ['down left the folder of the lab'] : []),
  ]
}

/** A fault whose command was killed. */
async function abandonedFault(lab: AttackedLab): Promise<void> {
  const chaos = lab.begin(['chaos', lab.scenario('long', [longFault, 'wait: 5m'])])
  await until('the fault is active', () => /waiting 5m/.test(chaos.said()) || chaos.process.exitCode !== null, 300_000)
  if (chaos.process.exitCode !== null) throw new Error(`the fault to heal could not be injected: ${chaos.said()}`)
  chaos.process.kill('SIGKILL')
  await chaos.ended
}

export function wordsOf(command: Attacked, scenario: string, { up }: Pick<Bench, 'up'>, lab: AttackedLab): string[] {
  if (command === 'up' || command === 'up again') return ['up', ...up]
  if (command === 'chaos') return ['chaos', scenario]
  if (command === 'audit') return ['audit', '--query-url', lab.queryUrl(), '--since', '1m']
  return command === 'dashboard' ? ['dashboard', '--port', '0'] : [command]
}

/** What is wrong with a lab after `heal`, and after `up`. */
export async function repaired(lab: AttackedLab, bench: Bench, command: Attacked): Promise<string[]> {
  const { up, wrong } = bench
  const half = command === 'up' || command === 'down'
  const heal = await lab.run('heal')
  const problems = [...mustBe(heal, 0), ...(half ? [] : await unhealthy(lab, bench))]
  const again = await lab.run('up', ...up)
  problems.push(...mustBe(again, 0), ...(await unhealthy(lab, bench)), ...(await wrong(lab, true)))
  if (lab.ledger().length > 0) problems.push(`the ledger has ${lab.ledger().join(', ')}`)
  problems.push(...lab.litter())
  // What cannot be repaired must not fail the rounds after it, too.
  return problems.length === 0 ? [] : [...problems, ...(await removed(lab, wrong))]
}

/** What `status` says of a lab that stays unhealthy. */
async function unhealthy(lab: AttackedLab, { wholeWithinMs }: Pick<Bench, 'wholeWithinMs'>): Promise<string[]> {
  const deadline = Date.now() + wholeWithinMs
  const status = await poll(() => lab.run('status'), { until: ({ code }) => code === 0, everyMs: 3000, deadline })
  return mustBe(status, 0)
}

function mustBe(said: Ending, code: number): string[] {
  return said.code === code ? [] : [`${said.args.join(' ')} ended with ${said.code}: ${lastWords(said)}`]
}

/** How many attacks came while their command was running: one that comes too late shows nothing. */
export class Hits {
  #running = 0
  #rounds = 0

  note(wasRunning: boolean): void {
    this.#rounds += 1
    if (wasRunning) this.#running += 1
  }

  /** As a suite's `finish` gives it. */
  async finish(): Promise<{ figures: string[]; problems: string[] }> {
    const words = `${this.#running} of ${this.#rounds} came while the command was running`
    return { figures: [words], problems: this.#rounds >= FEWEST && this.#running < this.#rounds / 2 ? [`only ${words}`] : [] }
  }
}

/** Of fewer attacks the half may come too late by chance. */
const FEWEST = 10
