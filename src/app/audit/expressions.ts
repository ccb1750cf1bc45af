import { parseDuration } from '../../lib/duration.ts'
import { LabError, reason } from '../../lib/errors.ts'
import { readTextFile } from '../../lib/text-file.ts'
import { formatComplaint, formatPosition, readYaml } from '../../lib/yaml.ts'
import { isRecord } from '../../observe/api-data.ts'

/** A PromQL expression of a file. */
export interface FileExpression {
  /** `rules.yaml:7:13`, or `dashboard.json, panel "Requests"`. */
  where: string
  text: string
  /** The series that a recording rule makes of it, and how often; undefined: as often as Prometheus is configured to. */
  records?: { name: string; intervalMs: number | undefined }
  /** Of a dashboard: the durations that a variable may have, by its name. */
  variables?: ReadonlyMap<string, string[]>
  /** Of a panel: `$__interval` is never shorter. */
  minStep?: string
}

/** The expressions of rule files (YAML, also a PrometheusRule), of Grafana's dashboards (JSON), and of either in a ConfigMap. Throws `usage` where one cannot be read. */
export async function readExpressions(files: readonly string[]): Promise<FileExpression[]> {
  return (await Promise.all(files.map(expressionsOf))).flat()
}

async function expressionsOf(file: string): Promise<FileExpression[]> {
  const text = await readTextFile(file, { mostBytes: 16 * 1024 * 1024 }).catch((error: unknown) => {
    throw new LabError('usage', `--rules ${file} cannot be read: ${reason(error)}`, { hint: 'thanos-lab audit --help' })
  })
  const found = expressionsInText(file, text)
  if (found.length === 0)
    throw new LabError('usage', `--rules ${file} has no expression: neither rules nor a Grafana dashboard`, {
      hint: 'thanos-lab audit --help',
    })
  return found
}

function expressionsInText(name: string, text: string): FileExpression[] {
  return /^\s*[{[]/.test(text) ? inDashboard(name, text) : inRules(name, text)
}

function inRules(file: string, text: string): FileExpression[] {
  const { sources, complaints } = readYaml(file, text)
  if (complaints[0] !== undefined)
    throw new LabError('usage', `--rules: ${formatComplaint(complaints[0])}`, { hint: 'promtool check rules FILE' })
  const own = sources.flatMap((source) =>
    expressionsIn(source.value, OUTSIDE).map(({ path, expression, records }) => ({
      where: formatPosition(source.at(path)),
      text: expression,
      ...(records === undefined ? {} : { records }),
    })),
  )
  const mounted = sources.flatMap(({ value }) => mountedIn(value))
  return [...own, ...mounted.flatMap(({ name, content }) => expressionsInText(`${file}, ${name}`, content))]
}

/** The files in ConfigMaps, also in a list of them: so are rules and dashboards brought into a cluster. Others than YAML and JSON have no expression. */
function mountedIn(value: unknown): { name: string; content: string }[] {
  if (!isRecord(value)) return []
  if (Array.isArray(value['items'])) return value['items'].flatMap(mountedIn)
  if (value['kind'] !== 'ConfigMap' || !isRecord(value['data'])) return []
  return Object.entries(value['data']).flatMap(([name, content]) =>
    typeof content === 'string' && /\.(ya?ml|json|rules)$/.test(name) ? [{ name, content }] : [],
  )
}

function inDashboard(file: string, text: string): FileExpression[] {
  try {
    const value: unknown = JSON.parse(text)
    const variables = new Map(variablesIn(value))
    return expressionsIn(value, OUTSIDE).map(({ title, expression, minStep, records }) => ({
      where: title === '' ? file : `${file}, panel ${JSON.stringify(title)}`,
      text: expression,
      variables,
      ...(minStep === undefined ? {} : { minStep }),
      ...(records === undefined ? {} : { records }),
    }))
  } catch (error) {
    // Rules may be in YAML's own brackets.
    if (error instanceof SyntaxError && readYaml(file, text).complaints.length === 0) return inRules(file, text)
    if (error instanceof SyntaxError) throw new LabError('usage', `--rules ${file} is no JSON: ${error.message}`, { hint: `jq . ${file}` })
    throw error
  }
}

/** What holds for all that is inside of a value. */
interface Inside {
  path: (string | number)[]
  /** Of the panel, or the rule, that it is in. */
  title: string
  /** The shortest step of the panel. */
  minStep: string | undefined
  /** It is not Prometheus that answers: Loki's expressions stand under the same key. */
  isForeign: boolean
  /** Of the group of rules. */
  groupMs: number | undefined
}

const OUTSIDE: Inside = { path: [], title: '', minStep: undefined, isForeign: false, groupMs: undefined }

type Found = Inside & { expression: string; records: FileExpression['records'] }

/** Rules and panels have their expressions under `expr`. */
function expressionsIn(value: unknown, inside: Inside): Found[] {
  if (Array.isArray(value)) return value.flatMap((inner, index) => expressionsIn(inner, { ...inside, path: [...inside.path, index] }))
  if (!isRecord(value)) return []
  const own = {
    ...inside,
    title: typeof value['title'] === 'string' ? value['title'] : inside.title,
    isForeign: foreignOf(value) ?? inside.isForeign,
    // A target may have a shorter step than its panel.
    minStep: stepOf(value) ?? inside.minStep,
    groupMs: Array.isArray(value['rules']) && typeof value['interval'] === 'string' ? parseDuration(value['interval']) : inside.groupMs,
  }
  const name = value['record']
  const records = typeof name === 'string' ? { name, intervalMs: own.groupMs } : undefined
  return Object.entries(value).flatMap(([key, inner]): Found[] => {
    const path = [...inside.path, key]
    if (key !== 'expr' || typeof inner !== 'string') return expressionsIn(inner, { ...own, path })
    return own.isForeign ? [] : [{ ...own, path, expression: inner, records }]
  })
}

/** Whether a panel's or a target's data source is another one than Prometheus; undefined where it does not say. */
function foreignOf(value: Record<string, unknown>): boolean | undefined {
  const source = value['datasource']
  const type = isRecord(source) ? source['type'] : value['kind'] === 'DataQuery' ? value['group'] : undefined
  // A data source of several, or one that is a variable, is known by its targets.
  return typeof type !== 'string' || type === 'datasource' || type.startsWith('$')
    ? undefined
    : !/prometheus|thanos|mimir|cortex/i.test(type)
}

/** A panel calls it `interval`, as does its target; older ones have `>` before it. */
function stepOf(value: Record<string, unknown>): string | undefined {
  if (isRecord(value['queryOptions'])) return stepOf(value['queryOptions'])
  const step = typeof value['interval'] === 'string' ? value['interval'].replace(/^\s*>\s*/, '').trim() : ''
  return step === '' || Array.isArray(value['rules']) ? undefined : step
}

/** Types of Grafana's variables whose values are written in the dashboard. */
const WITH_VALUES = new Set(['interval', 'custom', 'constant', 'textbox'])

/** Variables with durations among their values. */
function variablesIn(value: unknown): [name: string, durations: string[]][] {
  if (Array.isArray(value)) return value.flatMap(variablesIn)
  if (!isRecord(value)) return []
  const kind = typeof value['kind'] === 'string' ? value['kind'].replace(/Variable$/, '').toLowerCase() : value['type']
  const spec = isRecord(value['spec']) ? value['spec'] : value
  const { name, query, options, current } = spec
  if (typeof name !== 'string' || typeof kind !== 'string' || !WITH_VALUES.has(kind)) return Object.values(value).flatMap(variablesIn)
  const written = typeof query === 'string' ? query.split(',').map((text) => text.replace(/^.*\s:\s/, '').trim()) : []
  const offered = Array.isArray(options) ? options.map(valueOf) : []
  const durations = [...written, ...offered, valueOf(current)].filter(
    (text): text is string => typeof text === 'string' && (parseDuration(text) ?? 0) > 0,
  )
  return durations.length === 0 ? [] : [[name, [...new Set(durations)]]]
}

function valueOf(option: unknown): unknown {
  return isRecord(option) ? option['value'] : undefined
}
