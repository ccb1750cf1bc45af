import { readFile } from 'node:fs/promises'
import { formatDuration } from '../../lib/duration.ts'
import { LabError, reason } from '../../lib/errors.ts'
import { formatComplaint, formatPosition, readYaml } from '../../lib/yaml.ts'
import type { Advice } from '../../model/audit.ts'
import { counterRanges } from '../../scenario/promql.ts'
import { commonest, type ScrapeTarget } from './counts.ts'

/** A PromQL expression of a file. */
export interface FileExpression {
  /** `rules.yaml:7:13`, or `dashboard.json, panel "Requests"`. */
  where: string
  text: string
}

/** A range of fewer intervals may hold fewer than two samples after a switch: three intervals and an offset (docs/findings.md). */
export const LEAST_INTERVALS = 4

/** The expressions of rule files (YAML, also a PrometheusRule) and of Grafana's dashboards (JSON). Throws `usage` where one cannot be read. */
export async function readExpressions(files: readonly string[]): Promise<FileExpression[]> {
  return (await Promise.all(files.map(expressionsOf))).flat()
}

async function expressionsOf(file: string): Promise<FileExpression[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new LabError('usage', `--rules ${file} cannot be read: ${reason(error)}`, { hint: 'thanos-lab audit --help' })
  })
  const found = text.trimStart().startsWith('{') ? inDashboard(file, text) : inRules(file, text)
  if (found.length === 0)
    throw new LabError('usage', `--rules ${file} has no expression: neither rules nor a Grafana dashboard`, {
      hint: 'thanos-lab audit --help',
    })
  return found
}

function inRules(file: string, text: string): FileExpression[] {
  const { sources, complaints } = readYaml(file, text)
  if (complaints[0] !== undefined)
    throw new LabError('usage', `--rules: ${formatComplaint(complaints[0])}`, { hint: 'promtool check rules FILE' })
  return sources.flatMap((source) =>
    expressionsIn(source.value, [], '').map(({ path, expression }) => ({ where: formatPosition(source.at(path)), text: expression })),
  )
}

function inDashboard(file: string, text: string): FileExpression[] {
  try {
    const value: unknown = JSON.parse(text)
    return expressionsIn(value, [], '').map(({ title, expression }) => ({
      where: title === '' ? file : `${file}, panel ${JSON.stringify(title)}`,
      text: expression,
    }))
  } catch (error) {
    if (error instanceof SyntaxError) throw new LabError('usage', `--rules ${file} is no JSON: ${error.message}`, { hint: `jq . ${file}` })
    throw error
  }
}

interface Found {
  path: (string | number)[]
  /** Of the panel, or the rule, that it is in. */
  title: string
  expression: string
}

/** Rules and panels have their expressions under `expr`. */
function expressionsIn(value: unknown, path: (string | number)[], title: string): Found[] {
  if (Array.isArray(value)) return value.flatMap((inner, index) => expressionsIn(inner, [...path, index], title))
  if (typeof value !== 'object' || value === null) return []
  const own = (value as { title?: unknown }).title
  const name = typeof own === 'string' ? own : title
  return Object.entries(value).flatMap(([key, inner]): Found[] =>
    key === 'expr' && typeof inner === 'string'
      ? [{ path: [...path, key], title: name, expression: inner }]
      : expressionsIn(inner, [...path, key], name),
  )
}

/** What to say of ranges below four scrape intervals. The interval is that of the job that a selector names, else the commonest. */
export function rangeAdvice(expressions: readonly FileExpression[], targets: readonly ScrapeTarget[]): Advice[] {
  const usual = intervalOf(targets)
  if (usual === undefined) return []
  const seen = new Set<string>()
  return expressions.flatMap(({ where, text }) =>
    counterRanges(text).flatMap(({ call, selector, range, rangeMs }): Advice[] => {
      const job = /[{,]\s*job\s*=\s*["']([^"']+)["']/.exec(selector)?.[1]
      const own = job === undefined ? undefined : intervalOf(targets.filter(({ labels }) => labels['job'] === job))
      const intervalMs = own ?? usual
      const said = `${where}: ${call}(${selector}[${range}]) covers ${times(rangeMs / intervalMs)} scrape intervals`
      if (rangeMs >= LEAST_INTERVALS * intervalMs || seen.has(said)) return []
      seen.add(said)
      const whose =
        own === undefined ? `the commonest interval, ${formatDuration(intervalMs)}` : `job ${job}: ${formatDuration(intervalMs)}`
      return [
        {
          kind: 'rate-window',
          text: `${said} (${whose}). After a switch between replicas fewer than two samples may be in it. Type ${formatDuration(LEAST_INTERVALS * intervalMs)} or more.`,
        },
      ]
    }),
  )
}

function times(share: number): string {
  return String(Math.round(share * 10) / 10)
}

/** The longest of a target's replicas counts: Query may prefer that one. */
function intervalOf(targets: readonly ScrapeTarget[]): number | undefined {
  const all = targets.flatMap(({ copies }) => {
    const known = copies.flatMap(({ intervalMs }) => (intervalMs === undefined ? [] : [intervalMs]))
    return known.length === 0 ? [] : [Math.max(...known)]
  })
  return commonest(all)
}
