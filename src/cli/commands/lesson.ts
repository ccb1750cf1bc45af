import { writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import {
  checkLesson,
  lessonList,
  lockPredictions,
  nextHint,
  nextScreen,
  resetLessons,
  type Shown,
  startLesson,
} from '../../app/lesson/course.ts'
import { tryLessons } from '../../app/lesson/check-all.ts'
import { openEnd } from '../../app/lesson/progress.ts'
import { findLesson, listLessons } from '../../lesson/files.ts'
import { LabError, reason } from '../../lib/errors.ts'
import { plain } from '../../lib/plain.ts'
import { wrap } from '../../lib/wrap.ts'
import { withLab } from '../../report/lesson/blocks.ts'
import { makePaint } from '../../report/text.ts'
import type { CommandContext } from '../context.ts'
import { checkText, listText, trialsText, screenAnswer, screenText } from '../lesson-text.ts'

/** `thanos-lab lesson list` */
export async function answerList(context: CommandContext): Promise<number> {
  const list = await lessonList()
  context.answer(list, () => listText(list, makePaint(context.color)))
  return 0
}

/** `thanos-lab lesson start [NAME]`: begins a lesson, or goes on with it. */
export async function answerStart(context: CommandContext, wanted: string | undefined): Promise<number> {
  return answerScreen(context, await startLesson(context, wanted))
}

/** `thanos-lab lesson next`: 1 where a step before the next screen has not had its effect. */
export async function answerNext(context: CommandContext, { predict = [] }: { predict?: string[] }): Promise<number> {
  return answerScreen(context, await nextScreen(context, predict))
}

async function answerScreen(context: CommandContext, shown: Shown): Promise<number> {
  const page = { width: context.width, paint: makePaint(context.color) }
  const { failed, lab } = shown
  if (failed !== undefined) {
    context.answer(failed, () => checkText(failed, page, lab))
    return 1
  }
  const open = openEnd(shown.lesson.screens[shown.own.screen]!, shown.own)
  const asks = open?.type === 'predict' && !context.json && process.stdin.isTTY && process.stdout.isTTY
  context.answer(screenAnswer(shown), () =>
    screenText(asks ? { ...shown, next: 'type your prediction, or Enter to think about it' } : shown, page),
  )
  return asks ? askPrediction(context, open.id) : 0
}

/** Asks on a terminal until a prediction fits; nothing typed locks nothing. */
async function askPrediction(context: CommandContext, id: string): Promise<number> {
  for (;;) {
    const typed = await lineTyped(context, 'Your prediction: ')
    if (typed.trim() === '') {
      context.print(`Nothing is locked. → thanos-lab lesson start goes on here\n`)
      return 0
    }
    try {
      const { own, lab } = await lockPredictions(context, [`${id}=${typed}`])
      context.print(
        `Locked: ${plain(String(own.predictions[id]!.value))}. It is compared with what you measure.\n→ ${withLab('thanos-lab lesson next', lab)}\n`,
      )
      return 0
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== 'usage') throw error
      context.print(`${error.message}\n`)
    }
  }
}

/** A line of the terminal; empty where it is closed. Throws `interrupted` at Ctrl-C. */
async function lineTyped({ signal }: CommandContext, prompt: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  try {
    const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')))
    return await Promise.race([lines.question(prompt, { signal }), closed])
  } catch (error) {
    if (signal.aborted) throw new LabError('interrupted', 'Stopped; nothing is locked', { cause: error })
    throw error
  } finally {
    lines.close()
  }
}

/** `thanos-lab lesson check`: 0 where the step of the screen has had its effect, else 1. */
export async function answerCheck(context: CommandContext): Promise<number> {
  const answer = await checkLesson(context)
  context.answer(answer, () => checkText(answer, { width: context.width, paint: makePaint(context.color) }, context.name))
  return answer.passed ? 0 : 1
}

/** `thanos-lab lesson hint`: the next hint of the step. */
export async function answerHint(context: CommandContext): Promise<number> {
  const answer = await nextHint(context)
  const { level, levels, hint, next } = answer
  context.answer(answer, () =>
    [...wrap(`Hint ${level} of ${levels}: ${plain(hint)}`, context.width), '', `→ ${withLab(next, context.name)}`].join('\n'),
  )
  return 0
}

/** `thanos-lab lesson reset [NAME]`, `--all`. */
export async function answerReset(
  context: CommandContext,
  wanted: string | undefined,
  { all = false }: { all?: boolean },
): Promise<number> {
  const answer = await resetLessons(context, wanted, all)
  context.answer(answer, () =>
    [
      answer.reset.length === 0 ? 'Nothing was started, so nothing is reset.' : `These begin again: ${answer.reset.join(', ')}.`,
      `→ ${answer.next}`,
    ].join('\n'),
  )
  return 0
}

export interface CheckAllOptions {
  runtime: string
  /** The file that gets everything that the terminals have shown. */
  output?: string
}

/** `thanos-lab lesson check-all [LESSON...]`: 1 where a lesson is wrong, 5 where something is left behind. */
export async function answerCheckAll(context: CommandContext, wanted: string[], { runtime, output }: CheckAllOptions): Promise<number> {
  const lessons = wanted.length === 0 ? await listLessons() : await Promise.all(wanted.map(async (name) => findLesson(name)))
  if (output !== undefined) await written(output, '', 'w')
  const trials = await tryLessons(context, {
    lessons,
    runtime,
    ...(output === undefined ? {} : { onTranscript: async (name, text) => written(output, `==> ${name}\n${text}\n`, 'a') }),
  })
  context.answer(trials, () => trialsText(trials))
  return trials.exit
}

async function written(file: string, text: string, flag: 'w' | 'a'): Promise<void> {
  await writeFile(file, text, { flag }).catch((error: unknown) => {
    throw new LabError('usage', `Could not write ${file}: ${reason(error)}`, {
      hint: 'choose a folder that you may write to',
      cause: error,
    })
  })
}
