import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { until } from '../helpers/until.ts'
import type { AttackedLab, Begun } from './attacked-lab.ts'
import { type Attacked, attackedCommand, type Bench, Hits, makeLab, prepared, repaired, wordsOf } from './attacks.ts'
import { alwaysWrong, chosen, type Ending, lastWords } from './commands.ts'
import { nativeBench } from './native-bench.ts'
import { shortFaults } from './short-faults.ts'
import type { OpenSuite, Suite } from './suite.ts'

/** The command, or what runs the lab, is killed at a moment by chance; the next commands repair everything. */
export const crash: Suite = {
  name: 'crash',
  about: 'kill -9 of a command, or of the native supervisor: heal and up repair it, nothing is orphaned',
  open: () => openCrash({ ...nativeBench('crash'), victims, commands: attackedCommand }),
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
export interface Crashed extends Bench {
  victims: fc.Arbitrary<Victim>
  commands: fc.Arbitrary<Attacked>
}

interface Attack {
  command: Attacked
  fault: string
  victim: Victim
  /** When it is killed, as a part of what the command lasts. */
  at: number
}

const attacks = ({ victims: kinds, commands }: Crashed): fc.Arbitrary<Attack> =>
  fc.record({
    command: commands,
    fault: fc.constantFrom(...shortFaults),
    victim: kinds,
    at: fc.noBias(fc.integer({ min: 0, max: 1100 })).map((thousandths) => thousandths / 1000),
  })

export async function openCrash(crashed: Crashed): Promise<OpenSuite> {
  const { lab, slowness, close } = await makeLab(crashed)
  const hits = new Hits()
  return {
    async round(seed) {
      const attack = chosen(attacks(crashed), seed)
      const problems = await crashRound(lab, crashed, attack, { slowness, hits })
      const { command, fault, victim, at } = attack
      return problems.length === 0 ? [] : [`${victim} killed at ${at.toFixed(2)} of ${command} (${fault})`, ...problems]
    },
    finish: () => hits.finish(),
    close,
  }
}

async function crashRound(
  lab: AttackedLab,
  crashed: Crashed,
  { command, fault, victim, at }: Attack,
  { slowness, hits }: { slowness: number; hits: Hits },
): Promise<string[]> {
  const bad = await prepared(lab, crashed, command)
  if (bad.length > 0) return bad
  const scenario = lab.scenario('short', ['wait: 1s', fault, 'wait: 3s'])
  const begun = lab.begin(wordsOf(command, scenario, crashed, lab))
  await sleep(at * crashed.lasts[command] * slowness)
  hits.note(begun.process.exitCode === null)
  const killed = await kill(victim, lab, begun)
  if (command === 'dashboard' && !killed) await stopped(begun)
  const said = await begun.ended
  return [...(killed ? [] : wrongEnd(command, said)), ...(await repaired(lab, crashed, command))]
}

/** A dashboard goes on until it is stopped. */
async function stopped({ process: served, said }: Begun): Promise<void> {
  await until('the page is served, or the command has ended', () => /Ctrl-C/.test(said()) || served.exitCode !== null, 120_000)
  served.kill('SIGINT')
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
  return ENDS[command].includes(said.code) ? wrong : [...wrong, `${said.args.join(' ')} ended with ${said.code}: ${lastWords(said)}`]
}
