import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { reason } from '../../lib/errors.ts'
import { exec } from '../../lib/exec.ts'
import { shellQuoted } from '../../lib/format.ts'
import { wordOfLesson } from '../../lesson/names.ts'
import type { Lesson, LessonStep } from '../../model/lesson.ts'
import type { LessonTrial, LessonTrials } from '../../model/lesson-answers.ts'
import type { Context } from '../context.ts'
import { openTypist, type Typist } from './typist.ts'

/*
 * Tries every lesson as a learner would, in a shell on a pseudo-terminal: each step must fail untouched, and after a wrong solution, and pass after
 * its own. For authors, and for CI.
 */

export interface TrialOptions {
  lessons: readonly Lesson[]
  /** `native`, `kind`, `auto`. */
  runtime: string
  /** Called with everything that the terminals have shown. */
  onTranscript?: (lesson: string, text: string) => Promise<void>
}

/** Tries the lessons one after the other on a lab of their own, which is removed whatever happens. */
export async function tryLessons({ progress, signal }: Context, { lessons, runtime, onTranscript }: TrialOptions): Promise<LessonTrials> {
  const folder = await mkdtemp(join(tmpdir(), 'thanos-lab-lessons-'))
  const lab = `lessons-${process.pid}`
  const trials: LessonTrial[] = []
  const typist = await openTypist({ folder, lab, runtime, signal })
  try {
    for (const lesson of lessons) {
      const begun = typist.transcript().length
      const trial = await progress.step(`${lesson.name}: ${lesson.title}`, async (note) => tryLesson(lesson, { typist, note }))
      trials.push(trial)
      for (const fault of trial.faults) progress.warn(`${lesson.name}: ${fault}`)
      await onTranscript?.(lesson.name, typist.transcript().slice(begun))
      if (signal.aborted) break
    }
  } finally {
    await typist.close().catch(() => {})
    // Not typed: it is done also where the terminal is gone, or the command was interrupted.
    await removeLab(folder, lab)
  }
  const left = await leftovers(folder, lab)
  if (left.length === 0) await rm(folder, { recursive: true, force: true })
  const failed = trials.some(({ faults }) => faults.length > 0)
  return { schemaVersion: 1, runtime, lessons: trials, left, exit: left.length > 0 ? 5 : failed ? 1 : 0 }
}

interface Trying {
  typist: Typist
  note: (text: string) => void
}

async function tryLesson(lesson: Lesson, trying: Trying): Promise<LessonTrial> {
  const begun = Date.now()
  const about = { name: lesson.name, minutes: lesson.minutes, steps: lesson.steps.length }
  const tried: Tried = { faults: [], repeated: 0 }
  let solvedMs = 0
  try {
    // A folder of its own: a file of another lesson solves nothing.
    await trying.typist.line(`mkdir -p ../${lesson.name} && cd ../${lesson.name}`)
    await readyLab(lesson, trying)
    solvedMs = await walk(lesson, trying, tried)
    tried.faults.push(...(await openFaults(lesson, trying)))
  } catch (error) {
    tried.faults.push(reason(error))
  }
  return { ...about, ...tried, solvedMs, elapsedMs: Date.now() - begun }
}

/** A lesson finds the lab up; one that brings it up itself finds none. */
async function readyLab({ steps }: Lesson, { typist, note }: Trying): Promise<void> {
  const bringsUp = steps.some(({ check }) => check.kind === 'lab' && check.what === 'up')
  note(bringsUp ? 'no lab' : 'the lab is up')
  const { exit, shown } = await typist.line(bringsUp ? 'thanos-lab down --quiet' : 'thanos-lab up --quiet')
  if (exit !== 0) throw new Error(`the lab could not be made ready: ${lastLines(shown)}`)
}

/** Goes through the screens as a learner; how long that took, without the wrong solutions, ms. */
async function walk(lesson: Lesson, { typist, note }: Trying, tried: Tried): Promise<number> {
  let ms = 0
  const typed = async (line: string, answers: string[] = []) => {
    note(line)
    const said = await typist.line(line, answers)
    ms += said.ms
    return said
  }
  for (const [index, { ends }] of lesson.screens.entries()) {
    const prediction = ends?.type === 'predict' ? lesson.predict.find(({ id }) => id === ends.id) : undefined
    const answers = prediction === undefined ? [] : [prediction.choices === undefined ? '0' : '1']
    const { exit, shown } = await typed(
      index === 0 ? `thanos-lab lesson start ${shellQuoted(wordOfLesson(lesson))}` : 'thanos-lab lesson next',
      answers,
    )
    if (exit !== 0) throw new Error(`screen ${index + 1} was not shown: ${lastLines(shown)}`)
    // What a figure's place shows where the run does not have it.
    if (/\(no .+ in your run\)/.test(shown)) tried.faults.push(`screen ${index + 1} lacks a figure: ${lastLines(shown, 30)}`)
    const step = ends?.type === 'step' ? lesson.steps.find(({ id }) => id === ends.id) : undefined
    if (step !== undefined) await tryStep(step, { typed, typist, note, tried })
  }
  const { exit, shown } = await typed('thanos-lab lesson next')
  if (exit !== 0 || !/The lesson is finished/.test(shown)) tried.faults.push(`the lesson does not end: ${lastLines(shown)}`)
  return ms
}

interface TryingStep {
  typed: (line: string) => Promise<{ exit: number; shown: string }>
  typist: Typist
  note: (text: string) => void
  tried: Tried
}

/** What is wrong with a lesson, and how many runs had to be repeated. */
interface Tried {
  faults: string[]
  repeated: number
}

async function tryStep({ id, solve, wrong }: LessonStep, { typed, typist, note, tried }: TryingStep): Promise<void> {
  const check = async () => typist.line('thanos-lab lesson check')
  if ((await check()).exit !== 1) tried.faults.push(`the step ${id} does not fail untouched`)
  for (const line of wrong) {
    note(`wrong: ${line}`)
    await typist.line(line)
  }
  if ((await check()).exit !== 1) tried.faults.push(`the step ${id} does not fail on the wrong solution`)
  for (const line of solve) await typeSolution(line, id, { typed, typist, note, tried })
  const { exit, shown } = await typed('thanos-lab lesson check')
  if (exit !== 0) throw new Error(`the step ${id} does not pass on its solution: ${lastLines(shown)}`)
}

/** The exit code of an inconclusive run (contract, "Exit codes"). */
const INCONCLUSIVE = 4

/** A run that proves nothing, as on a busy machine, is run once more: so every lesson tells its learner. */
async function typeSolution(line: string, id: string, { typed, note, tried }: TryingStep): Promise<void> {
  let said = await typed(line)
  if (said.exit === INCONCLUSIVE) {
    note(`inconclusive, once more: ${line}`)
    tried.repeated += 1
    said = await typed(line)
  }
  if (said.exit !== 0) tried.faults.push(`the solution of ${id} ended with ${said.exit}: ${line}: ${lastLines(said.shown)}`)
}

/** What a lesson has left in the lab. */
async function openFaults({ steps }: Lesson, { typist }: Trying): Promise<string[]> {
  if (steps.some(({ check }) => check.kind === 'lab' && check.what === 'down')) return []
  const { exit, shown } = await typist.line('thanos-lab status')
  return exit === 0 && !/^\s*faults?\b.*open/im.test(shown) ? [] : [`the lab is not as it was: ${lastLines(shown)}`]
}

async function removeLab(folder: string, lab: string): Promise<void> {
  const env = { ...process.env, THANOS_LAB_HOME: join(folder, 'state') }
  await exec(process.execPath, [process.argv[1] ?? '', 'down', '--quiet', '--name', lab], { env, timeoutMs: 60_000 })
}

/** What is still there of a lab that was removed: its record, and processes that name the folder. */
async function leftovers(folder: string, lab: string): Promise<string[]> {
  const labs = await readdir(join(folder, 'state', 'labs')).catch(() => [])
  const { stdout } = await exec('ps', ['-eo', 'pid=,args='])
  const processes = stdout.split('\n').filter((line) => line.includes(folder))
  return [
    ...labs.filter((name) => name === lab).map((name) => `the lab ${name} in ${folder}`),
    ...processes.map((line) => `process ${line.trim()}`),
  ]
}

/** The end of what a terminal has shown, on one line. */
function lastLines(shown: string, count = 6): string {
  // eslint-disable-next-line no-control-regex -- colours of the terminal
  const text = shown.replaceAll(/\u001b\[[\d;?]*[A-Za-z]/g, '')
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !/<\d+:\d+>|printf '</.test(line))
  return lines
    .slice(-count)
    .map((line) => line.trim())
    .join(' | ')
}
