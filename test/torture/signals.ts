import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { fullPipe } from '../helpers/full-pipe.ts'
import type { AttackedLab, Begun } from './attacked-lab.ts'
import { type Attacked, attackedCommand, type Bench, Hits, makeLab, prepared, repaired, wordsOf } from './attacks.ts'
import { chosen, type Ending, lastWords } from './commands.ts'
import { nativeBench } from './native-bench.ts'
import { shortFaults } from './short-faults.ts'
import type { OpenSuite, Suite } from './suite.ts'

/** A command gets a signal at a moment by chance, with readers of its output that are there, gone, or stand still. */
export const signals: Suite = {
  name: 'signals',
  about: 'SIGINT, SIGTERM, SIGHUP at any moment: healed before exit; a second one says what it leaves',
  open: () => openSignals(nativeBench('signals')),
}

const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
type Signal = keyof typeof CODES

interface Attack {
  command: Attacked
  fault: string
  signal: Signal
  /** As `| tee` that ends first, or one that has stopped reading. */
  readers: 'there' | 'gone' | 'standing still'
  /** A second one comes while the command cleans up. A closed terminal may say so again and again, which changes nothing. */
  twice: boolean
  /** When, as a part of what the command lasts. */
  at: number
}

const attacks = (commands: fc.Arbitrary<Attacked>): fc.Arbitrary<Attack> =>
  fc.record({
    command: commands,
    fault: fc.constantFrom(...shortFaults),
    signal: fc.constantFrom<Signal>('SIGINT', 'SIGTERM', 'SIGHUP'),
    readers: fc.constantFrom('there', 'there', 'gone', 'standing still'),
    twice: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    at: fc.noBias(fc.integer({ min: 0, max: 1000 })).map((thousandths) => thousandths / 1000),
  })

/** A second signal counts only this long after the first, ms. */
const SECOND_MS = 600

export async function openSignals(bench: Bench, commands: fc.Arbitrary<Attacked> = attackedCommand): Promise<OpenSuite> {
  const { lab, slowness, close } = await makeLab(bench)
  const hits = new Hits()
  return {
    async round(seed) {
      const attack = chosen(attacks(commands), seed)
      const problems = await signalRound(lab, bench, attack, { slowness, hits })
      const { signal, twice, at, readers, fault } = attack
      const what = `${signal}${twice ? ' twice' : ''} at ${at.toFixed(2)} of ${attack.command}, readers ${readers} (${fault})`
      return problems.length === 0 ? [] : [what, ...problems]
    },
    finish: () => hits.finish(),
    close,
  }
}

async function signalRound(
  lab: AttackedLab,
  bench: Bench,
  attack: Attack,
  { slowness, hits }: { slowness: number; hits: Hits },
): Promise<string[]> {
  const { fault, signal, readers, twice, at } = attack
  const bad = await prepared(lab, bench, attack.command)
  if (bad.length > 0) return bad
  const scenario = lab.scenario('short', ['wait: 1s', fault, 'wait: 3s'])
  const blocked = readers === 'standing still' ? fullPipe(lab.home) : undefined
  const words = wordsOf(attack.command, scenario, bench, lab)
  const begun = lab.begin(words, blocked === undefined ? undefined : ['ignore', blocked.end, blocked.end])
  try {
    await sleep(at * bench.lasts[attack.command] * slowness)
    if (readers === 'gone') for (const stream of ['stdout', 'stderr'] as const) begun.process[stream]?.destroy()
    const wasOver = begun.process.exitCode !== null || begun.process.signalCode !== null
    hits.note(!wasOver)
    begun.process.kill(signal)
    const sent = performance.now()
    const isSecond = twice && (await again(begun, signal))
    // A dashboard that had not begun to listen for signals was ended by it.
    const said = await begun.ended
    const wasEnding = performance.now() - sent < ENDING_MS * slowness
    return [
      ...(wasOver ? [] : wrongEnd(lab, attack, begun, said, { isSecond, wasEnding })),
      ...(await repaired(lab, bench, attack.command)),
    ]
  } finally {
    blocked?.close()
  }
}

/** A command that had done all when the signal came ends within this time, as it would have without it, ms. */
const ENDING_MS = 1000

/** Whether the command was there for the second signal. */
async function again({ process: command }: Begun, signal: Signal): Promise<boolean> {
  await sleep(SECOND_MS)
  if (command.exitCode !== null || command.signalCode !== null) return false
  command.kill(signal)
  return signal !== 'SIGHUP'
}

/** `wasEnding`: it ended so soon after the signal that it may not have taken notice. */
interface Seen {
  isSecond: boolean
  wasEnding: boolean
}

/** What is wrong with how a command ended that got a signal. */
function wrongEnd(
  lab: AttackedLab,
  { signal, readers }: Attack,
  { process: command }: Begun,
  said: Ending,
  { isSecond, wasEnding }: Seen,
): string[] {
  // It had not begun to listen for signals, and had done nothing.
  if (command.signalCode === signal && said.stderr === '') return []
  const hasHeard = /Stopping/.test(said.stderr)
  const codes: (number | null)[] = [CODES[signal], ...(wasEnding && !hasHeard ? [0, 3, 4] : [])]
  const line = said.args.join(' ')
  // In its last moment, when all is said, Node itself does not listen any more: a shell sees the same code.
  const inTearDown = command.signalCode === signal && wasEnding && !hasHeard
  const wrong = inTearDown || codes.includes(said.code) ? [] : [`${line} ended with ${said.code ?? command.signalCode}: ${lastWords(said)}`]
  const left = lab.ledger()
  if (!isSecond) return left.length === 0 ? wrong : [...wrong, `${left.join(', ')} was left open: ${lastWords(said)}`]
  const told = left.length === 0 || readers !== 'there' || new RegExp(`heal --name ${lab.name}`).test(said.stderr)
  return told ? wrong : [...wrong, `it does not say that ${left.join(', ')} is left: ${lastWords(said)}`]
}
