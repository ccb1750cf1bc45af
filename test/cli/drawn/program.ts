/*
 * What `chaos` does on a terminal, with a recorded run in place of a lab: the real drawing, the real listr2, the real answer. It draws as fast as it
 * can, and says in the output when there is something to see, and when the terminal gets another size (see test/helpers/screen.ts).
 * argv: JSON of ProgramOptions.
 */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeContext } from '../../../src/cli/context.ts'
import { whileDrawing } from '../../../src/cli/growing.ts'
import { listenForInterrupts } from '../../../src/cli/signals.ts'
import type { LiveState } from '../../../src/model/live.ts'
import { prettyRun } from '../../../src/report/pretty/pretty.ts'
import type { Run } from '../../../src/model/run.ts'
import { unzipped } from '../../helpers/kept-runs.ts'
import { liveStates } from './live-states.ts'

export interface ProgramOptions {
  scenario: string
  ascii?: true
  /** Moment → columns and rows that the terminal gets then. */
  sizes?: Record<number, [number, number]>
  /** Moment at which Ctrl-C is pressed. */
  interruptedAt?: number
  /** Moment at which the program ends without more ado, as after a second Ctrl-C. */
  endsAt?: number
}

export const MOMENTS = 12
export const STEPS = ['waiting for the steady state', 'kill prometheus-1/prometheus, and wait until its effect is verified', 'waiting 10s']

const { scenario, ascii, sizes = {}, interruptedAt, endsAt } = JSON.parse(process.argv[2]!) as ProgramOptions
const run = JSON.parse(unzipped(`runs/${scenario}.json.gz`)) as Run
const states = liveStates(run, MOMENTS)

let deliver: ((state: LiveState) => void) | undefined
const watch: Parameters<typeof whileDrawing>[2] = async (_lab, { onState, signal }) => {
  deliver = onState
  await new Promise((ended) => signal.addEventListener('abort', ended))
}

const interrupts = listenForInterrupts({ name: 'thanos-lab' })
const context = await makeContext({ name: run.lab, color: true, ...(ascii === undefined ? {} : { ascii }) }, interrupts)
const { progress } = context
await whileDrawing(
  context,
  async () => {
    for (const [number, title] of STEPS.entries())
      await progress.step(title, async (note) => {
        if (number === 1) progress.warn('a line that stays')
        for (const [place, state] of states.entries())
          if (Math.floor((place * STEPS.length) / MOMENTS) === number) await show(state, place, note)
      })
  },
  watch,
)
context.answer(run, () => prettyRun(run, context))
tell('look;end')

async function show(state: LiveState, place: number, note: (text: string) => void): Promise<void> {
  // Longer than a spinner's turn: it draws, too.
  await sleep(110)
  if (place % 2 === 1) note(`moment ${place} of ${MOMENTS}`)
  deliver?.(state)
  if (place === interruptedAt) {
    const interrupted = once(process, 'SIGINT')
    process.kill(process.pid, 'SIGINT')
    await interrupted
    await sleep(110)
  }
  tell(`look;${place}`)
  if (place === endsAt) process.on('exit', () => tell('look;end')).exit(0)
  const size = sizes[place]
  if (size === undefined) return
  tell(`size;${size.join(';')}`)
  // tmux wraps the lines at once, and may tell of it only then: meanwhile the spinner goes on.
  await sleep(250)
  tell(`look;${place}, not told`)
  const resized = once(process.stderr, 'resize')
  execFileSync('stty', ['cols', `${size[0]}`, 'rows', `${size[1]}`], { stdio: ['inherit', 'ignore', 'inherit'] })
  await resized
  await Promise.resolve()
  tell(`look;${place}, resized`)
}

function tell(what: string): void {
  if (process.stderr.isTTY) writeSync(2, `\u001b]777;${what}\u0007`)
}
