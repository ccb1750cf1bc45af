import type { z } from 'zod'
import { LabError } from '../errors.ts'
import type { Scenario } from '../journal.ts'
import { type Complaint, formatComplaint, type Source } from '../yaml.ts'
import { readDocument } from './document.ts'
import { keysOf } from './one-key.ts'
import { type Catalogue, scenarioSchema } from './schema.ts'
import { misfits } from './sense.ts'
import { sentence } from './sentence.ts'

/** The text of a scenario, and where it came from. */
export interface ScenarioText {
  name: string
  file: string
  text: string
}

/** A scenario that fits, before a lab is known. */
export interface ScenarioFile extends Pick<Scenario, 'name' | 'title' | 'teaches' | 'needs' | 'outcome'> {
  file: string
  /** The scenario for a lab with that scrape interval. Throws `scenario` where limits contradict each other at that interval. */
  resolve(intervalMs: number): Scenario
}

type Issue = z.core.$ZodIssue

/** Reads a scenario. Throws `scenario` with every complaint, a line each: `mine.yaml:7:5: what was expected there`. */
export function readScenario({ name, file, text }: ScenarioText, catalogue: Catalogue): ScenarioFile {
  const source = readDocument(file, text)
  if (Array.isArray(source)) throw refusal(file, source)
  const { title, teaches, needs, outcome } = parse(source, file, catalogue)
  return { name, file, title, teaches, needs, outcome, resolve: (intervalMs) => ({ name, ...parse(source, file, catalogue, intervalMs) }) }
}

// Without a lab's interval a file is checked with one of a second, and scrapes are not compared with time.
function parse(source: Source, file: string, catalogue: Catalogue, intervalMs?: number): Omit<Scenario, 'name'> {
  const { value } = source
  const result = scenarioSchema(catalogue, intervalMs ?? 1000, kindsOf((value as { observe?: unknown }).observe)).safeParse(value, {
    error: sentence,
  })
  const wrong = withoutEchoes(result.error?.issues ?? []).flatMap((issue) => complaintsOf(issue, source))
  const senseless = misfits(value, catalogue, intervalMs).map(({ path, message }) => ({ ...source.at(path), message }))
  const complaints = [...wrong, ...senseless.filter((complaint) => !wrong.some((other) => samePlace(complaint, other)))]
  if (complaints.length > 0 || !result.success) throw refusal(file, complaints)
  return result.data
}

function kindsOf(observe: unknown): Record<string, 'series' | 'question'> {
  const kinds = keysOf(observe).map((name): [string, 'series' | 'question'] => {
    const keys = keysOf((observe as Record<string, unknown>)[name])
    return [name, keys.includes('ask') ? 'question' : 'series']
  })
  return Object.fromEntries(kinds)
}

// That a key is missing goes without saying where it is there, misspelt.
function withoutEchoes(issues: readonly Issue[]): Issue[] {
  const meant = new Set(
    issues.flatMap(({ code, path, message }) =>
      code === 'unrecognized_keys' ? [...message.matchAll(/did you mean '(.+)'\?$/gm)].map(([, key]) => [...path, key].join('/')) : [],
    ),
  )
  return issues.filter(({ path, message }) => !(message.endsWith(' is missing') && meant.has(path.join('/'))))
}

function complaintsOf(issue: Issue, source: Source): Complaint[] {
  if (issue.code === 'unrecognized_keys') {
    const lines = issue.message.split('\n')
    return issue.keys.map((key, index) => ({ ...source.at([...issue.path, key], 'key'), message: lines[index] ?? issue.message }))
  }
  if (issue.code === 'invalid_key') return [{ ...source.at(issue.path, 'key'), message: issue.issues[0]?.message ?? issue.message }]
  const offset = issue.code === 'custom' ? (issue.params?.['offset'] as number | undefined) : undefined
  return [{ ...(offset === undefined ? source.at(issue.path) : source.inside(issue.path, offset)), message: issue.message }]
}

function samePlace(a: Complaint, b: Complaint): boolean {
  return a.line === b.line && a.column === b.column
}

function refusal(file: string, complaints: Complaint[]): LabError {
  const inOrder = complaints.toSorted((a, b) => a.line - b.line || a.column - b.column)
  return new LabError('scenario', inOrder.map(formatComplaint).join('\n'), { hint: `correct it, then thanos-lab chaos ${file}` })
}
