import { join } from 'node:path'
import { clock } from '../../lib/format.ts'
import { LabError, reason } from '../../lib/errors.ts'
import { readTextFile } from '../../lib/text-file.ts'
import { OWN } from '../../lesson/names.ts'
import { auditSchema } from '../../model/audit.ts'
import { explainSchema } from '../../model/answers.ts'
import type { Language } from '../../model/language.ts'
import type { LessonCheck, LessonStep } from '../../model/lesson.ts'
import type { LessonProgress } from '../../model/lesson-progress.ts'
import { querySchema } from '../../model/query-answer.ts'
import { dataAt, isRecord } from '../../observe/api-data.ts'
import { instant } from '../../observe/prometheus.ts'
import type { LessonWords } from '../../report/lesson/words/en.ts'
import { lessonWords } from '../../report/lesson/words/words.ts'
import { scenarioNames } from '../../scenario/names.ts'
import { readScenario } from '../../scenario/parse.ts'
import { runIds } from '../../storage/run-ids.ts'
import { loadRun, loadSummary } from '../../storage/runs.ts'
import type { Context } from '../context.ts'
import { findLab } from '../labs.ts'
import { scenarioVocabulary } from '../select-scenarios.ts'
import { statusOf } from '../status.ts'

/** What a check found. */
export interface Checked {
  passed: boolean
  /** What was found, or what is missing, in a sentence or two. */
  detail: string
  run?: string
  /** What is to be removed was there. */
  saw?: boolean
}

/** Who is checked: on which lab, and since when. */
export interface Learner {
  context: Pick<Context, 'name'>
  progress: Pick<LessonProgress, 'seen'>
  /** The folder of their files. */
  folder: string
  /** Unix ms, by scenario: its run counts from then on, when the last of its predictions was locked. */
  countsFrom(scenario: string): number
  /** Of what the checks say; left out: English. */
  language?: Language
}

/** Looks whether a step has had its effect. Changes nothing. */
export async function checkStep(step: LessonStep, learner: Learner): Promise<Checked> {
  const { check } = step
  switch (check.kind) {
    case 'run':
      return runCheck(check.what, learner)
    case 'series':
      return seriesCheck(check.what, learner)
    case 'series-gone':
      return goneCheck(step.id, check.what, learner)
    case 'file':
      return fileCheck(check.what, learner)
    case 'flag':
      return flagCheck(check.what, learner)
    case 'lab':
      return check.what === 'up' ? labUp(learner) : labDown(step.id, learner)
  }
}

type What<Kind extends LessonCheck['kind']> = Extract<LessonCheck, { kind: Kind }>['what']

/** So many of the newest runs are looked at. */
const MOST_RUNS = 50

/** What is said of what was found. */
const foundWords = ({ language }: Pick<Learner, 'language'>) => lessonWords(language).found

async function runCheck(what: What<'run'>, learner: Learner): Promise<Checked> {
  const { context, countsFrom } = learner
  const from = countsFrom(what.scenario)
  const own = what.scenario === OWN ? await scenarioNames() : undefined
  const isOf = (name: string) => (own === undefined ? name === what.scenario : !own.includes(name))
  let nearest: Checked | undefined
  for (const id of (await runIds()).slice(0, MOST_RUNS)) {
    const summary = await loadSummary(id).catch(() => undefined)
    if (summary === undefined || !isOf(summary.scenario.name)) continue
    const started = Date.parse(summary.startedAt)
    if (started < from) {
      nearest ??= {
        passed: false,
        detail: foundWords(learner).tooEarly(id, clock(from)),
      }
      break
    }
    const found = await judged(id, what, learner)
    if (found.passed) return found
    nearest ??= found
  }
  const scenario = own === undefined ? what.scenario : undefined
  return nearest ?? { passed: false, detail: foundWords(learner).noRun(scenario, context.name, clock(from)) }
}

async function judged(id: string, { outcome, fault }: What<'run'>, learner: Learner): Promise<Checked> {
  const lab = learner.context.name
  const found = foundWords(learner)
  const run = await loadRun(id)
  const wanted = outcome ?? run.scenario.outcome
  if (run.lab !== lab) return { passed: false, detail: found.otherLab(id, run.lab, lab) }
  if (run.verdict !== wanted) {
    const why = run.inconclusiveReasons[0] ?? run.findings.find(({ passed }) => !passed)?.detail
    return { passed: false, detail: found.otherVerdict(id, run.verdict, wanted, why), run: id }
  }
  const hit = run.faults.find((one) => one.fault === fault)
  if (fault !== undefined && hit?.evidence.verified !== true) return { passed: false, detail: found.noFault(id, fault) }
  return { passed: true, detail: found.ran(id, run.scenario.name, run.verdict), run: id }
}

async function seriesCheck({ query, via, series: least }: What<'series'>, learner: Learner): Promise<Checked> {
  const found = await seriesCount(query, via, learner)
  if (typeof found === 'string') return { passed: false, detail: found }
  return { passed: found >= least, detail: foundWords(learner).series(via, found, query, least) }
}

async function goneCheck(id: string, { query, via }: What<'series-gone'>, learner: Learner): Promise<Checked> {
  const found = await seriesCount(query, via, learner)
  const said = foundWords(learner)
  if (typeof found === 'string') return { passed: false, detail: found }
  if (found > 0) return { passed: false, detail: said.stillSeries(via, found, query), saw: true }
  if (!learner.progress.seen.includes(id)) return { passed: false, detail: said.unseenSeries(query) }
  return { passed: true, detail: said.goneSeries(query) }
}

/** How many series answer, or in a sentence why nobody knows. */
async function seriesCount(query: string, via: string, learner: Learner): Promise<number | string> {
  const lab = await findLab(learner.context.name)
  if (lab === undefined) return noLab(learner)
  const answer = await instant(lab.address(via), query)
  return 'error' in answer ? foundWords(learner).noAnswer(via, answer.error) : answer.series.length
}

const noLab = (learner: Learner) => foundWords(learner).noLab(learner.context.name)

async function flagCheck({ part, flag, value }: What<'flag'>, learner: Learner): Promise<Checked> {
  const said = foundWords(learner)
  const lab = await findLab(learner.context.name)
  if (lab === undefined) return { passed: false, detail: noLab(learner) }
  const flags = await dataAt(lab.address(part), '/api/v1/status/flags', { timeoutMs: 5000 })
  const is = isRecord(flags) ? flags[flag] : undefined
  if (typeof is !== 'string') return { passed: false, detail: said.unknownFlag(part, flag) }
  return { passed: is === value, detail: said.flag(part, flag, is, is === value ? undefined : value) }
}

async function labUp(learner: Learner): Promise<Checked> {
  const { name } = learner.context
  const lab = await findLab(name)
  if (lab === undefined) return { passed: false, detail: noLab(learner) }
  const { state } = (await statusOf(lab, Date.now())).lab
  return { passed: state === 'up', detail: foundWords(learner).labIs(name, state), saw: state === 'up' }
}

async function labDown(id: string, learner: Learner): Promise<Checked> {
  const said = foundWords(learner)
  const lab = await findLab(learner.context.name)
  if (lab !== undefined) return { passed: false, detail: said.stillLab(learner.context.name), saw: true }
  if (!learner.progress.seen.includes(id)) return { passed: false, detail: said.unseenLab }
  return { passed: true, detail: said.goneLab(learner.context.name) }
}

/** Bytes of a file of a learner that is read. */
const MOST_BYTES = 32 * 1024 * 1024

async function fileCheck(what: What<'file'>, learner: Learner): Promise<Checked> {
  const { path } = what
  const said = foundWords(learner)
  try {
    const text = await readTextFile(join(learner.folder, path), { mostBytes: MOST_BYTES })
    const wrong = what.is === 'scenario' ? await scenarioMisfit(text, what, said) : jsonMisfit(text, what, said)
    return { passed: wrong === undefined, detail: wrong ?? said.validFile(path, said.kinds[what.is]) }
  } catch (error) {
    if (error instanceof LabError) return { passed: false, detail: error.message }
    const { code } = error as NodeJS.ErrnoException
    return {
      passed: false,
      detail: code === 'ENOENT' ? said.noFile(path) : said.unreadable(path, reason(error)),
    }
  }
}

type FoundWords = LessonWords['found']

async function scenarioMisfit(text: string, { path, fault }: What<'file'>, said: FoundWords): Promise<string | undefined> {
  const scenario = readScenario({ name: path.replace(/\.ya?ml$/, ''), file: path, text }, await scenarioVocabulary()).resolve(1000)
  const faults = scenario.steps.flatMap((step) => ('fault' in step ? [step.fault] : []))
  if (fault === undefined || faults.includes(fault)) return undefined
  return said.lacksFault(path, fault, faults)
}

const SCHEMAS = { query: querySchema, explain: explainSchema, audit: auditSchema }

function jsonMisfit(text: string, { path, is, where, lengths }: What<'file'>, said: FoundWords): string | undefined {
  if (is === 'scenario') return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return said.notJson(path)
  }
  const { success } = SCHEMAS[is].safeParse(value)
  if (!success || !isRecord(value)) return said.otherKind(path, said.kinds[is])
  const other = Object.entries(where).find(([key, wanted]) => value[key] !== wanted)
  if (other !== undefined) return said.otherValue(path, other[0], JSON.stringify(value[other[0]]), JSON.stringify(other[1]))
  const uneven = Object.entries(lengths).find(([key, wanted]) => lengthOf(value[key]) !== wanted)
  return uneven && said.otherLength(path, uneven[0], lengthOf(value[uneven[0]]), uneven[1])
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0
}
