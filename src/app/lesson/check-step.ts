import { join } from 'node:path'
import { clock } from '../../lib/format.ts'
import { LabError, reason } from '../../lib/errors.ts'
import { readTextFile } from '../../lib/text-file.ts'
import { OWN } from '../../lesson/read.ts'
import { auditSchema } from '../../model/audit.ts'
import { explainSchema } from '../../model/answers.ts'
import type { LessonCheck, LessonStep } from '../../model/lesson.ts'
import type { LessonProgress } from '../../model/lesson-progress.ts'
import { querySchema } from '../../model/query-answer.ts'
import { dataAt, isRecord } from '../../observe/api-data.ts'
import { instant } from '../../observe/prometheus.ts'
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

async function runCheck(what: What<'run'>, { context, countsFrom }: Learner): Promise<Checked> {
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
        detail: `Your run ${id} began before ${clock(from)}, when your prediction was locked or the lesson was started. Run it again.`,
      }
      break
    }
    const found = await judged(id, what, context.name)
    if (found.passed) return found
    nearest ??= found
  }
  const wanted = own === undefined ? `of ${what.scenario}` : 'of a scenario of your own'
  return nearest ?? { passed: false, detail: `There is no saved run ${wanted} on the lab "${context.name}" since ${clock(from)} UTC.` }
}

async function judged(id: string, { outcome, fault }: What<'run'>, lab: string): Promise<Checked> {
  const run = await loadRun(id)
  const wanted = outcome ?? run.scenario.outcome
  if (run.lab !== lab) return { passed: false, detail: `The run ${id} is of the lab "${run.lab}", not of "${lab}".` }
  if (run.verdict !== wanted) {
    const why = run.inconclusiveReasons[0] ?? run.findings.find(({ passed }) => !passed)?.detail
    return { passed: false, detail: `The run ${id} ended ${run.verdict}, not ${wanted}.${why === undefined ? '' : ` ${why}`}`, run: id }
  }
  const hit = run.faults.find((one) => one.fault === fault)
  if (fault !== undefined && hit?.evidence.verified !== true)
    return { passed: false, detail: `The run ${id} has no ${fault} whose effect was observed.` }
  return { passed: true, detail: `The run ${id} of ${run.scenario.name} ended ${run.verdict}.`, run: id }
}

async function seriesCheck({ query, via, series: least }: What<'series'>, { context }: Learner): Promise<Checked> {
  const found = await seriesCount(query, via, context.name)
  if (typeof found === 'string') return { passed: false, detail: found }
  return { passed: found >= least, detail: `${via} has ${found} series of ${query}; expected at least ${least}.` }
}

async function goneCheck(id: string, { query, via }: What<'series-gone'>, { context, progress }: Learner): Promise<Checked> {
  const found = await seriesCount(query, via, context.name)
  if (typeof found === 'string') return { passed: false, detail: found }
  if (found > 0) return { passed: false, detail: `${via} still has ${found} series of ${query}.`, saw: true }
  if (!progress.seen.includes(id))
    return { passed: false, detail: `No check has seen a series of ${query} yet, so that it is gone shows nothing.` }
  return { passed: true, detail: `The series of ${query} is gone.` }
}

/** How many series answer, or in a sentence why nobody knows. */
async function seriesCount(query: string, via: string, name: string): Promise<number | string> {
  const lab = await findLab(name)
  if (lab === undefined) return noLab(name)
  const answer = await instant(lab.address(via), query)
  return 'error' in answer ? `${via} does not answer: ${answer.error}` : answer.series.length
}

const noLab = (name: string) => `There is no lab "${name}".`

async function flagCheck({ part, flag, value }: What<'flag'>, { context }: Learner): Promise<Checked> {
  const lab = await findLab(context.name)
  if (lab === undefined) return { passed: false, detail: noLab(context.name) }
  const flags = await dataAt(lab.address(part), '/api/v1/status/flags', { timeoutMs: 5000 })
  const is = isRecord(flags) ? flags[flag] : undefined
  if (typeof is !== 'string') return { passed: false, detail: `${part} does not say what its flag ${flag} is.` }
  return { passed: is === value, detail: `${part} runs with ${flag} = ${is}${is === value ? '' : `; expected ${value}`}.` }
}

async function labUp({ context }: Learner): Promise<Checked> {
  const lab = await findLab(context.name)
  if (lab === undefined) return { passed: false, detail: noLab(context.name) }
  const { state } = (await statusOf(lab, Date.now())).lab
  return { passed: state === 'up', detail: `The lab "${context.name}" is ${state}.`, saw: state === 'up' }
}

async function labDown(id: string, learner: Learner): Promise<Checked> {
  const lab = await findLab(learner.context.name)
  if (lab !== undefined) return { passed: false, detail: `The lab "${learner.context.name}" is still there.`, saw: true }
  if (!learner.progress.seen.includes(id))
    return { passed: false, detail: 'No check has seen the lab yet, so that it is gone shows nothing.' }
  return { passed: true, detail: `The lab "${learner.context.name}" was there, and is removed.` }
}

/** Bytes of a file of a learner that is read. */
const MOST_BYTES = 32 * 1024 * 1024

async function fileCheck(what: What<'file'>, { folder }: Learner): Promise<Checked> {
  const { path } = what
  try {
    const text = await readTextFile(join(folder, path), { mostBytes: MOST_BYTES })
    const wrong = what.is === 'scenario' ? await scenarioMisfit(text, what) : jsonMisfit(text, what)
    return { passed: wrong === undefined, detail: wrong ?? `${path} is a valid ${NOUNS[what.is]}.` }
  } catch (error) {
    if (error instanceof LabError) return { passed: false, detail: error.message }
    const { code } = error as NodeJS.ErrnoException
    return {
      passed: false,
      detail: code === 'ENOENT' ? `There is no file ${path} in this folder.` : `${path} cannot be read: ${reason(error)}.`,
    }
  }
}

const NOUNS: Record<What<'file'>['is'], string> = {
  scenario: 'scenario',
  query: 'answer of query --json',
  explain: 'answer of explain --json',
  audit: 'answer of audit --json',
}

async function scenarioMisfit(text: string, { path, fault }: What<'file'>): Promise<string | undefined> {
  const scenario = readScenario({ name: path.replace(/\.ya?ml$/, ''), file: path, text }, await scenarioVocabulary()).resolve(1000)
  const faults = scenario.steps.flatMap((step) => ('fault' in step ? [step.fault] : []))
  if (fault === undefined || faults.includes(fault)) return undefined
  return `${path} is valid, but has no ${fault}; it has ${faults.join(', ') || 'no fault'}.`
}

const SCHEMAS = { query: querySchema, explain: explainSchema, audit: auditSchema }

function jsonMisfit(text: string, { path, is, where, lengths }: What<'file'>): string | undefined {
  if (is === 'scenario') return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return `${path} is not JSON.`
  }
  const { success } = SCHEMAS[is].safeParse(value)
  if (!success || !isRecord(value)) return `${path} is no ${NOUNS[is]}.`
  const other = Object.entries(where).find(([key, wanted]) => value[key] !== wanted)
  if (other !== undefined) return `${path} has ${other[0]}: ${JSON.stringify(value[other[0]])}; expected ${JSON.stringify(other[1])}.`
  const uneven = Object.entries(lengths).find(([key, wanted]) => lengthOf(value[key]) !== wanted)
  return uneven && `${path} has ${lengthOf(value[uneven[0]])} ${uneven[0]}; expected ${uneven[1]}.`
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0
}
