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
import type { Language } from '../../model/language.ts'
import { openEnd } from '../../app/lesson/progress.ts'
import { findLesson, listLessons } from '../../lesson/files.ts'
import { LabError, reason } from '../../lib/errors.ts'
import { plain } from '../../lib/plain.ts'
import { wrap } from '../../lib/wrap.ts'
import { withLab } from '../../report/lesson/blocks.ts'
import { makePaint } from '../../report/text.ts'
import { lessonWords } from '../../report/lesson/words/words.ts'
import { printText } from '../charset.ts'
import type { CommandContext } from '../context.ts'
import { type LanguageOptions, languageOf } from '../language-option.ts'
import { checkText, listText, trialsText, screenAnswer, screenText } from '../lesson-text.ts'

/** A command's context, with the language of the learner. */
type LessonContext = CommandContext & { language: Language }

/**
 * The language that was asked for, else that of the environment. What is in ASCII only has no Chinese: it is English then, and where Chinese was asked for
 * stderr says why. JSON is UTF-8 always.
 */
function inLanguage(context: CommandContext, options: LanguageOptions): LessonContext {
  const wanted = languageOf(options)
  const language = context.ascii && !context.json ? 'en' : wanted
  if (language !== wanted && options.lang !== undefined)
    printText(`The answer is in ASCII only, which has no signs of ${wanted}: the lesson is shown in English\n`, 'stderr')
  // Its width is a getter.
  return Object.defineProperties({ language }, Object.getOwnPropertyDescriptors(context)) as LessonContext
}

const pageOf = ({ width, color, language }: LessonContext) => ({ width, paint: makePaint(color), words: lessonWords(language) })

/** `thanos-lab lesson list` */
export async function answerList(given: CommandContext, options: LanguageOptions): Promise<number> {
  const context = inLanguage(given, options)
  const list = await lessonList(context)
  context.answer(list, () => listText(list, makePaint(context.color), lessonWords(context.language)))
  return 0
}

/** `thanos-lab lesson start [NAME]`: begins a lesson, or goes on with it. */
export async function answerStart(given: CommandContext, wanted: string | undefined, options: LanguageOptions): Promise<number> {
  const context = inLanguage(given, options)
  return answerScreen(context, await startLesson(context, wanted))
}

/** `thanos-lab lesson next`: 1 where a step before the next screen has not had its effect. */
export async function answerNext(given: CommandContext, options: { predict?: string[] } & LanguageOptions): Promise<number> {
  const context = inLanguage(given, options)
  const { predict = [] } = options
  return answerScreen(context, await nextScreen(context, predict))
}

async function answerScreen(context: LessonContext, shown: Shown): Promise<number> {
  const page = pageOf(context)
  const { failed, lab } = shown
  if (failed !== undefined) {
    context.answer(failed, () => checkText(failed, page, lab))
    return 1
  }
  const open = openEnd(shown.lesson.screens[shown.own.screen]!, shown.own)
  const asks = open?.type === 'predict' && !context.json && process.stdin.isTTY && process.stdout.isTTY
  context.answer(screenAnswer(shown, page.words), () =>
    screenText(asks ? { ...shown, next: page.words.screen.typePrediction } : shown, page),
  )
  return asks ? askPrediction(context, open.id) : 0
}

/** Asks on a terminal until a prediction fits; nothing typed locks nothing. */
async function askPrediction(context: LessonContext, id: string): Promise<number> {
  const { prompt } = lessonWords(context.language)
  for (;;) {
    const typed = await lineTyped(context, prompt.prediction)
    if (typed.trim() === '') {
      context.print(`${prompt.nothing}\n`)
      return 0
    }
    try {
      const { own, lab } = await lockPredictions(context, [`${id}=${typed}`])
      context.print(`${prompt.locked(plain(String(own.predictions[id]!.value)))}\n→ ${withLab('thanos-lab lesson next', lab)}\n`)
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
export async function answerCheck(given: CommandContext, options: LanguageOptions): Promise<number> {
  const context = inLanguage(given, options)
  const answer = await checkLesson(context)
  context.answer(answer, () => checkText(answer, pageOf(context), context.name))
  return answer.passed ? 0 : 1
}

/** `thanos-lab lesson hint`: the next hint of the step. */
export async function answerHint(given: CommandContext, options: LanguageOptions): Promise<number> {
  const context = inLanguage(given, options)
  const answer = await nextHint(context)
  const { level, levels, hint, next } = answer
  context.answer(answer, () =>
    [...wrap(lessonWords(context.language).hint(level, levels, plain(hint)), context.width), '', `→ ${withLab(next, context.name)}`].join(
      '\n',
    ),
  )
  return 0
}

/** `thanos-lab lesson reset [NAME]`, `--all`. */
export async function answerReset(
  given: CommandContext,
  wanted: string | undefined,
  { all = false, ...options }: { all?: boolean } & LanguageOptions,
): Promise<number> {
  const context = inLanguage(given, options)
  const { reset } = lessonWords(context.language)
  const answer = await resetLessons(context, wanted, all)
  context.answer(answer, () => [answer.reset.length === 0 ? reset.nothing : reset.again(answer.reset), `→ ${answer.next}`].join('\n'))
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
