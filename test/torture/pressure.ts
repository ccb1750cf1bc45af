import { type ChildProcess, spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Run } from '../../src/model/run.ts'
import type { AttackedLab } from './attacked-lab.ts'
import { makeLab } from './attacks.ts'
import { chosen, type Ending, lastWords } from './commands.ts'
import { CpuLimit } from './cpu-limit.ts'
import { nativeBench } from './native-bench.ts'
import type { OpenSuite, Suite } from './suite.ts'

/*
 * A machine that is too slow must not change what is true: a scenario ends as it declares, or as inconclusive, with the reason. Any other verdict
 * is a false one.
 */

export const pressure: Suite = {
  name: 'pressure',
  about: 'scenarios on a machine under pressure: no false verdict, and where it is too slow to tell, inconclusive with the reason',
  open: openPressure,
}

/** What is true of them does not depend on how fast the machine is. */
const SCENARIOS = [
  'kill-replica',
  'kill-other',
  'both-down',
  'freeze-sidecar',
  'partition-sidecar',
  'missed-scrape',
  'kill-query',
  'delete-pod-volume',
  'counter-restart',
  'short-rate-window',
]

/** What makes the machine slow while a scenario is run, and how it ends. */
type Pressure = (lab: AttackedLab, command: ChildProcess, at: number) => Promise<() => unknown>

/** What a scenario takes about, ms; a moment is a part of it. */
const LASTS = 45_000

const PRESSURES: Record<string, Pressure> = {
  'all processors are busy': async () => {
    const loops = Array.from({ length: 2 * availableParallelism() }, () => begun('while :; do :; done'))
    return () => loops.forEach(end)
  },
  'the command pauses for 200 ms each second': async (_lab, command) => {
    const pauses = setInterval(() => pause(command, 200), 1000)
    return () => clearInterval(pauses)
  },
  'the command is stopped for 3 s': async (_lab, command, at) => {
    const stop = setTimeout(() => pause(command, 3000), at * LASTS)
    return () => clearTimeout(stop)
  },
  'the disk is busy': async (lab) => {
    const file = join(lab.home, 'busy-disk')
    const writers = [1, 2].map((number) =>
      begun(`while :; do dd if=/dev/zero of='${file}-${number}' bs=64k count=100 oflag=dsync status=none; done`),
    )
    return () => writers.forEach(end)
  },
  'the lab has a tenth of the processors': async (lab) => {
    const limit = new CpuLimit(`thanos-lab-${lab.name}`, availableParallelism() / 10)
    limit.add((await lab.processes()).map(({ pid }) => pid))
    return () => limit.remove()
  },
}

async function openPressure(): Promise<OpenSuite> {
  const { lab, close } = await makeLab(nativeBench('pressure'))
  const attacks = fc.record({
    scenario: fc.constantFrom(...SCENARIOS),
    pressure: fc.constantFrom(...Object.keys(PRESSURES)),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  return {
    async round(seed) {
      const attack = chosen(attacks, seed)
      const chaos = lab.begin(['chaos', attack.scenario, '--json', '--quiet'])
      const relieve = await PRESSURES[attack.pressure]!(lab, chaos.process, attack.at)
      const said = await chaos.ended.finally(relieve)
      return judged(said).map((problem) => `${attack.scenario}, ${attack.pressure}: ${problem}`)
    },
    close,
  }
}

/** What is false in the verdict of a run. */
function judged(said: Ending): string[] {
  const answer = answerIn(said)
  if (answer === undefined || said.code === null || said.code >= 70) return [`exit code ${said.code}: ${lastWords(said)}`]
  if ('error' in answer) {
    // No verdict is no false one.
    process.stderr.write(`… pressure: no verdict: ${answer.error.message}\n`)
    return []
  }
  const run = answer
  const { verdict, scenario, inconclusiveReasons } = run
  if (verdict === 'inconclusive') {
    process.stderr.write(`… pressure: ${scenario.name} is inconclusive: ${inconclusiveReasons[0]}\n`)
    return inconclusiveReasons.length === 0 ? ['inconclusive without a reason'] : []
  }
  const wrong = run.findings.filter(({ passed }) => !passed).map(({ check, series, measured }) => `${check} of ${series} is ${measured}`)
  return verdict === scenario.outcome ? [] : [`${verdict}, and it declares ${scenario.outcome}: ${wrong.join('; ')}`]
}

function answerIn({ stdout }: Ending): Run | { error: { message: string } } | undefined {
  try {
    return JSON.parse(stdout) as Run | { error: { message: string } }
  } catch {
    return undefined
  }
}

function begun(script: string): ChildProcess {
  return spawn('sh', ['-c', script], { stdio: 'ignore', detached: true })
}

/** With what it has started. */
function end({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL')
}

function pause(command: ChildProcess, ms: number): void {
  if (command.exitCode !== null) return
  command.kill('SIGSTOP')
  setTimeout(() => command.kill('SIGCONT'), ms)
}
