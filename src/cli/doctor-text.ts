import type { Result, Status } from '../doctor/check.ts'
import { pad, widest } from '../lib/columns.ts'
import { painted } from '../lib/terminal.ts'
import type { DoctorAnswer, SkippedScenario } from '../model/answers.ts'

const SIGNS: Record<Status, [sign: string, color: 'green' | 'yellow' | 'red']> = {
  ok: ['✔', 'green'],
  warn: ['⚠', 'yellow'],
  missing: ['✘', 'red'],
  unknown: ['?', 'yellow'],
}

/** The doctor's answer for a person: a line for each check, and below it the command that fixes it. */
export function doctorText({ checks, runtimes, next }: DoctorAnswer, color: boolean): string {
  const sign = (status: Status) => {
    const [text, style] = SIGNS[status]
    return color ? painted(style, text) : text
  }
  const width = widest([...checks.map(({ id }) => id), ...runtimes.map(({ name }) => name)])
  const head = (status: Status, name: string) => `${sign(status)} ${pad(name, width)} `
  const rows = checks.flatMap((check) => [`${head(check.status, check.id)} ${check.detail}`, ...fixLine(check)])
  const runtimeRows = runtimes.flatMap((runtime) => {
    const stopping = checks.filter(({ id }) => runtime.blockedBy.includes(id))
    const unknown = stopping.length > 0 && stopping.every(({ status }) => status === 'unknown')
    return runtimeLines(runtime, stopping, head(runtime.ok ? 'ok' : unknown ? 'unknown' : 'missing', runtime.name))
  })
  return [...rows, '', 'Runtimes', ...runtimeRows, '', `Next: ${next}`].join('\n')
}

function fixLine({ status, fix }: Result): string[] {
  return status === 'ok' || fix === undefined ? [] : [`  → ${fix}`]
}

/** `stopping`: the checks that stop it, which stand above. */
function runtimeLines(
  { ok, missing, capabilities, skips, command }: DoctorAnswer['runtimes'][number],
  stopping: Result[],
  head: string,
): string[] {
  if (ok) return [`${head} can run; capabilities: ${capabilities.join(', ') || 'none'}`, ...skipLines(skips), `  → ${command}`]
  const ids = (wanted: Status) => stopping.flatMap(({ id, status }) => (status === wanted ? [id] : [])).join(', ')
  const [fixFirst, unknown] = [ids('missing'), ids('unknown')]
  if (fixFirst !== '') return [`${head} cannot run; fix first: ${fixFirst}${unknown === '' ? '' : `; not known: ${unknown}`}`]
  if (unknown !== '') return [`${head} is not known to run; find out first: ${unknown}`]
  return [`${head} cannot run: ${missing.join('; ')}`]
}

/** Scenarios that are skipped for the same reason share a line. */
function skipLines(skips: SkippedScenario[]): string[] {
  const reasons = [...new Set(skips.map(({ reason }) => reason))]
  return reasons.map(
    (reason) => `  skips ${skips.flatMap((skip) => (skip.reason === reason ? [skip.scenario] : [])).join(', ')}: ${reason}`,
  )
}
