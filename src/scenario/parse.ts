import { LabError, reason } from '../lib/errors.ts'
import { type Complaint, formatPosition, readYaml, TWICE, type YamlDocument } from '../lib/yaml.ts'
import { resolveDurations } from '../model/duration.ts'
import type { Scenario } from '../model/scenario.ts'
import { crossCheck, crossCheckOnLab, longDurations, type Misfit } from './cross-checks.ts'
import { complaintLines, complaintsAbout } from './complaints.ts'
import { type ParsedScenario, scenarioSchema, type Vocabulary } from './schema.ts'
import { found, keysOf, issueSentence } from './zod-messages.ts'

const SCENARIO = "expected a scenario, a map with 'title', 'teaches', 'observe', 'steps', and 'expect'"
const QUOTES = 'is a text with [ ] { } , : or # in it without its quotes?'

/** The map that a scenario file holds, or why it is none. */
export function readDocument(file: string, text: string): YamlDocument | Complaint[] {
  const { sources, complaints } = yamlOf(file, text)
  if (complaints.length > 0) return complaints.filter(({ message }, index) => index === 0 || message === TWICE).map(inPlainWords)
  const [source, second] = sources
  if (source === undefined || source.value === null) return [{ file, line: 1, column: 1, message: `${SCENARIO}; the file is empty` }]
  if (second !== undefined) return [{ ...second.at([]), message: 'expected one scenario in a file, and here a second document begins' }]
  return isMap(source.value) ? source : [{ ...source.at([]), message: `${SCENARIO}; found ${found(source.value)}` }]
}

/** For an alias without an anchor, or too many aliases, the library throws an error without a position. */
function yamlOf(file: string, text: string): ReturnType<typeof readYaml> {
  try {
    return readYaml(file, text)
  } catch (error) {
    const before = text.slice(0, Math.max(0, text.search(/(?<=[\s[{:,])\*/))).split('\n')
    return { sources: [], complaints: [{ file, line: before.length, column: before.at(-1)!.length + 1, message: reason(error) }] }
  }
}

/** What a parser reports after its first error is noise, so it is left out. */
function inPlainWords(complaint: Complaint): Complaint {
  const { message } = complaint
  if (message === TWICE) return { ...complaint, message: 'this key is there twice' }
  return {
    ...complaint,
    message: /^(?:Unexpected|Plain|Nested|Flow)/.test(message) ? `not YAML: ${message}; ${QUOTES}` : `not YAML: ${message}`,
  }
}

function isMap(value: unknown): boolean {
  return keysOf(value).length > 0 || found(value) === 'a map'
}

/** The text of a scenario, and where it came from. */
export interface ScenarioText {
  name: string
  file: string
  text: string
}

/** A scenario that fits, before a lab is known. */
export interface ScenarioFile extends Pick<Scenario, 'name' | 'title' | 'teaches' | 'needs' | 'outcome'> {
  file: string
  /**
   * The scenario for a lab with that scrape interval, and that many replicas. Throws `scenario` where at that interval limits contradict
   * each other or a duration is too long, and where a replica is named that the lab does not have.
   */
  resolve(intervalMs: number, replicas?: number): Scenario
  /** `mine.yaml:7:5`, where a step of it stands; the first is 0. */
  placeOf(step: number): string
}

/** A scenario file that does not fit. */
export class ScenarioRefused extends LabError {
  /** `mine.yaml:7:5: what was expected there`, each, in the order of the file. */
  readonly complaints: readonly string[]

  constructor(file: string, complaints: readonly Complaint[]) {
    const lines = complaintLines(complaints)
    super('scenario', lines.join('\n'), { hint: `correct it, then thanos-lab chaos ${file}` })
    this.complaints = lines
  }
}

/** Reads a scenario. Throws `scenario` (a ScenarioRefused) with every complaint, a line each: `mine.yaml:7:5: what was expected there`. */
export function readScenario({ name, file, text }: ScenarioText, catalogue: Vocabulary): ScenarioFile {
  const source = readDocument(file, text)
  if (Array.isArray(source)) throw new ScenarioRefused(file, source)
  const parsed = parse(source, file, catalogue)
  const { title, teaches, needs, outcome } = parsed
  return {
    name,
    file,
    title,
    teaches,
    needs,
    outcome,
    resolve(intervalMs, replicas) {
      const scenario = { name, ...resolveDurations(parsed, intervalMs) }
      const long = placed(longDurations(parsed, intervalMs), source)
      const complaints = withMore(long, placed(crossCheckOnLab(scenario, catalogue, replicas), source))
      if (complaints.length > 0) throw new ScenarioRefused(file, complaints)
      return scenario
    },
    placeOf: (step) => formatPosition(source.at(['steps', step])),
  }
}

function parse(source: YamlDocument, file: string, catalogue: Vocabulary): ParsedScenario {
  const { value } = source
  const result = scenarioSchema(catalogue, kindsOf((value as { observe?: unknown }).observe)).safeParse(value, { error: issueSentence })
  const wrong = complaintsAbout(result.error, source)
  const complaints = withMore(wrong, placed(crossCheck(value, catalogue), source))
  if (complaints.length > 0 || !result.success) throw new ScenarioRefused(file, complaints)
  return result.data
}

function kindsOf(observe: unknown): Record<string, 'series' | 'query'> {
  const kinds = keysOf(observe).map((name): [string, 'series' | 'query'] => {
    const keys = keysOf((observe as Record<string, unknown>)[name])
    return [name, keys.includes('query') ? 'query' : 'series']
  })
  return Object.fromEntries(kinds)
}

function placed(misfits: readonly Misfit[], source: YamlDocument): Complaint[] {
  return misfits.map(({ path, message }) => ({ ...source.at(path), message }))
}

/** Complaints, and more of them about other places. */
function withMore(complaints: readonly Complaint[], more: readonly Complaint[]): Complaint[] {
  const taken = new Set(complaints.map(formatPosition))
  return [...complaints, ...more.filter((complaint) => !taken.has(formatPosition(complaint)))]
}
