import type { z } from 'zod'
import { type Complaint, formatComplaint, type YamlDocument } from '../lib/yaml.ts'
import { strangers } from './zod-messages.ts'

/* What zod finds wrong in a YAML document, as complaints with their places. */

type Issue = z.core.$ZodIssue

/** Everything that a schema refused in a document; empty where it refused nothing. */
export function complaintsAbout(error: { issues: readonly Issue[] } | undefined, source: YamlDocument): Complaint[] {
  return withoutEchoes(error?.issues ?? [], source.value).flatMap((issue) => complaintsOf(issue, source))
}

/** More of them nobody reads. */
const MOST_COMPLAINTS = 100

/** `mine.yaml:7:5: what was expected there`, each, in the order of the file; the first hundred. */
export function complaintLines(complaints: readonly Complaint[]): string[] {
  return shortened(complaints.toSorted((a, b) => a.line - b.line || a.column - b.column)).map(formatComplaint)
}

function shortened(complaints: readonly Complaint[]): readonly Complaint[] {
  const next = complaints[MOST_COMPLAINTS]
  if (next === undefined) return complaints
  return [...complaints.slice(0, MOST_COMPLAINTS), { ...next, message: `${complaints.length - MOST_COMPLAINTS} more, from here on` }]
}

/** Where a key is misspelt, that it is missing is not reported too. */
function withoutEchoes(issues: readonly Issue[], value: unknown): Issue[] {
  const meant = new Set(
    issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys' ? (strangers(issue.keys) ?? []).map(({ meant: key }) => [...issue.path, key].join('/')) : [],
    ),
  )
  return issues.filter(({ path }) => !(isMissing(value, path) && meant.has(path.join('/'))))
}

function isMissing(value: unknown, path: readonly PropertyKey[]): boolean {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], value) === undefined
}

function complaintsOf(issue: Issue, source: YamlDocument): Complaint[] {
  if (issue.code === 'unrecognized_keys') {
    const wrong = strangers(issue.keys) ?? issue.keys.map((key) => ({ key, complaint: issue.message }))
    return wrong.map(({ key, complaint }) => ({ ...source.at([...issue.path, key], 'key'), message: complaint }))
  }
  if (issue.code === 'invalid_key') return [{ ...source.at(issue.path, 'key'), message: issue.issues[0]?.message ?? issue.message }]
  const offset = issue.code === 'custom' ? (issue.params?.['offset'] as number | undefined) : undefined
  return [{ ...(offset === undefined ? source.at(issue.path) : source.inside(issue.path, offset)), message: issue.message }]
}
