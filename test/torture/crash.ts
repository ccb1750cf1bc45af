import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { until } from '../helpers/until.ts'
import { AttackedLab, type Begun, wrongProcesses } from './attacked-lab.ts'
import { alwaysWrong, chosen, ended, type Ending } from './commands.ts'
import { longFault, shortFaults } from './short-faults.ts'
import type { OpenSuite, Suite } from './suite.ts'

/** The command, or what runs the lab, is killed at a moment by chance; the next commands repair everything. */
export const crash: Suite = {
  name: 'crash',
  about: 'kill -9 of a command, or of the native supervisor: heal and up repair it, nothing is orphaned',
  open: () => openCrash({ name: 'crash', up: ['--runtime', 'native'], victims, wrong: wrongProcesses }),
}

/** What is killed. Where it is not there at that moment, the command is. */
export type Victim = 'the command' | 'the supervisor' | 'supervisor and standby' | 'command and supervisor' | 'docker'

const victims = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Victim>('the command') },
  { weight: 3, arbitrary: fc.constant<Victim>('the supervisor') },
  { weight: 1, arbitrary: fc.constant<Victim>('supervisor and standby') },
  { weight: 2, arbitrary: fc.constant<Victim>('command and supervisor') },
)

/** What differs between the runtimes. */
export interface Crashed {
  name: string
  /** The options of `up`. */
  up: string[]
  victims: fc.Arbitrary<Victim>
  /** What is wrong with what runs, of a lab that should be whole, or gone. */
  wrong(lab: AttackedLab, whole: boolean): Promise<string[]>
}

const COMMANDS = ['up', 'up again', 'chaos', 'heal', 'down', 'audit', 'dashboard'] as const
type Attacked = (typeof COMMANDS)[number]

/** How often each is attacked, and how long it takes on a machine that is not busy, ms. */
const WEIGHTS: Record<Attacked, number> = { up: 3, 'up again': 1, chaos: 9, heal: 3, down: 2, audit: 1, dashboard: 1 }
const LASTS: Record<Attacked, number> = {
  up: 3500,
  'up again': 800,
  chaos: 10_000,
  heal: 1500,
  down: 1200,
  audit: 1200,
  dashboard: 2500,
}

interface Attack {
  command: Attacked
  fault: string
  victim: Victim
  /** When it is killed, as a part of what the command lasts. */
  at: number
}

const attacks = (kinds: fc.Arbitrary<Victim>): fc.Arbitrary<Attack> =>
  fc.record({
    command: fc.oneof(...COMMANDS.map((command) => ({ weight: WEIGHTS[command], arbitrary: fc.constant(command) }))),
    fault: fc.constantFrom(...shortFaults),
    victim: kinds,
    at: fc.double({ min: 0, max: 1.1, noNaN: true }),
  })

export async function openCrash(crashed: Crashed): Promise<OpenSuite> {
  const lab = new AttackedLab(`${crashed.name}-${process.pid}-${(opened += 1)}`)
  const begun = performance.now()
  const up = await lab.run('up', ...crashed.up)
  if (up.code !== 0) throw new Error(`the lab to attack could not be made: ${up.stderr}`)
  const slowness = Math.max(1, (performance.now() - begun) / LASTS.up)
  return {
    async round(seed) {
      const attack = chosen(attacks(crashed.victims), seed)
      const problems = await crashRound(lab, crashed, attack, slowness)
      const { command, fault, victim, at } = attack
      return problems.length === 0 ? [] : [`${victim} killed at ${at.toFixed(2)} of ${command} (${fault})`, ...problems]
    },
    async close() {
      await lab.run('down')
      lab.remove()
    },
  }
}

let opened = 0

async function crashRound(lab: AttackedLab, crashed: Crashed, { command, fault, victim, at }: Attack, slowness: number): Promise<string[]> {
  const bad = await prepared(lab, crashed, command)
  if (bad.length > 0) return bad
  const scenario = lab.scenario('short', ['wait: 1s', fault, 'wait: 3s'])
  const begun = lab.begin(wordsOf(command, scenario, crashed, lab))
  await sleep(at * LASTS[command] * slowness)
  const killed = await kill(victim, lab, begun)
  if (command === 'dashboard' && !killed) setTimeout(() => begun.process.kill('SIGINT'), 1000)
  const said = await begun.ended
  return [...(killed ? [] : wrongEnd(command, said)), ...(await repaired(lab, crashed, command))]
}

/** Brings the lab to where the attacked command begins; what is wrong with that. */
async function prepared(lab: AttackedLab, { up, wrong }: Crashed, command: Attacked): Promise<string[]> {
  if (command === 'up') return removed(lab, wrong)
  const first = lab.isMade ? undefined : await lab.run('up', ...up)
  if (first !== undefined && first.code !== 0) return [`up before the attack ended with ${first.code}: ${ended(first)}`]
  if (command === 'heal') await abandonedFault(lab)
  return []
}

/** Removes the lab; what is wrong with that. */
async function removed(lab: AttackedLab, wrong: Crashed['wrong']): Promise<string[]> {
  const down = await lab.run('down')
  return [
    ...(down.code === 0 ? [] : [`down ended with ${down.code}: ${ended(down)}`]),
    ...(await wrong(lab, false)).map((text) => `after down, ${text}`),
    ...(lab.isThere ? ['down left the folder of the lab'] : []),
  ]
}

/** A fault whose command was killed. */
export async function abandonedFault(lab: AttackedLab): Promise<void> {
  const chaos = lab.begin(['chaos', lab.scenario('long', [longFault, 'wait: 5m'])])
  await until('the fault is active', () => /waiting 5m/.test(chaos.said()) || chaos.process.exitCode !== null, 120_000)
  if (chaos.process.exitCode !== null) throw new Error(`the fault to heal could not be injected: ${chaos.said()}`)
  chaos.process.kill('SIGKILL')
  await chaos.ended
}

export function wordsOf(command: Attacked, scenario: string, { up }: Pick<Crashed, 'up'>, lab: AttackedLab): string[] {
  if (command === 'up' || command === 'up again') return ['up', ...up]
  if (command === 'chaos') return ['chaos', scenario]
  if (command === 'audit') return ['audit', '--query-url', lab.queryUrl(), '--since', '1m']
  return command === 'dashboard' ? ['dashboard', '--port', '0'] : [command]
}

/** Whether the command itself was killed. */
async function kill(victim: Victim, lab: AttackedLab, { process: command }: Begun): Promise<boolean> {
  const [supervisor, standby] = [lab.supervisor(), victim === 'supervisor and standby' ? await lab.standby() : undefined]
  const docker = victim === 'docker' ? await lab.dockerClients(command.pid ?? 0) : []
  // The standby first: else it becomes the next supervisor before it is killed.
  const others = victim === 'the command' ? [] : victim === 'docker' ? docker : [standby, supervisor]
  const pids = others.filter((pid) => pid !== undefined)
  const alsoCommand = victim === 'the command' || victim === 'command and supervisor' || pids.length === 0
  for (const pid of [...pids, ...(alsoCommand ? [command.pid ?? 0] : [])]) killPid(pid)
  return alsoCommand && command.exitCode === null
}

function killPid(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it has ended
  }
}

/** What may come of each command whose lab was broken meanwhile: never a verdict, and nothing that is left over. */
const ENDS: Record<Attacked, (number | null)[]> = {
  up: [0, 3],
  'up again': [0, 3],
  chaos: [3, 4],
  heal: [0],
  down: [0],
  audit: [0, 1, 3, 4],
  dashboard: [0, 130],
}

function wrongEnd(command: Attacked, said: Ending): string[] {
  const wrong = command === 'dashboard' && said.code === 130 ? [] : alwaysWrong(said)
  return ENDS[command].includes(said.code) ? wrong : [...wrong, `${said.args.join(' ')} ended with ${said.code}: ${ended(said)}`]
}

/** What is wrong with a lab after `heal`, and after `up`. */
async function repaired(lab: AttackedLab, { up, wrong }: Crashed, command: Attacked): Promise<string[]> {
  const half = command === 'up' || command === 'down'
  const lines = [['heal'], ['status'], ['up', ...up], ['status']]
  const [heal, after, again, status] = await lab.runAll(lines)
  const problems = [heal, after, again, status].flatMap((said) => (said === undefined ? [] : alwaysWrong(said)))
  const mustBe = (said: Ending | undefined, code: number) =>
    said?.code === code ? [] : [`${said?.args.join(' ')} ended with ${said?.code}: ${said === undefined ? '' : ended(said)}`]
  problems.push(...mustBe(heal, 0))
  if (!half) problems.push(...mustBe(after, 0))
  problems.push(...mustBe(again, 0), ...mustBe(status, 0), ...(await wrong(lab, true)))
  if (lab.ledger().length > 0) problems.push(`the ledger has ${lab.ledger().join(', ')}`)
  problems.push(...lab.litter())
  // What cannot be repaired must not fail the rounds after it, too.
  return problems.length === 0 ? [] : [...problems, ...(await removed(lab, wrong))]
}
