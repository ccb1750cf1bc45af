import type { FaultEntry, Finding, Look, Unit } from '../model/run.ts'

/** `0.09 s`, `2.70 s`, `12.7 s`, `310 s` from seconds: three figures, as more would be noise. */
export function seconds(value: number): string {
  const size = Math.abs(value)
  return `${value.toFixed(size < 9.995 ? 2 : size < 99.95 ? 1 : 0)} s`
}

/** `3 s (3 scrapes)` from a limit in milliseconds. */
export function limitWords(ms: number, intervalMs: number): string {
  const scrapes = Math.round((ms / intervalMs) * 100) / 100
  return `${ms / 1000} s (${scrapes} scrape${scrapes === 1 ? '' : 's'})`
}

const WHEN = { before: 'before the fault', during: 'during the outage', after: 'after the return' } as const

/** When a look or a sight was taken, for the middle of a sentence. */
export function phaseText(moment: Look['phase']): string {
  return WHEN[moment]
}

/** `the kill of prometheus-0` */
export function theFault({ fault, target }: FaultEntry): string {
  return `the ${fault} of ${target}`
}

/** A sentence begins with a capital. */
export function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

/** `2 replicas`, `1 replica` */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** Never rounded up to 100 %: a single missing answer shows. */
export function percent(share: number): string {
  return `${Math.floor(share * 10_000 + 1e-6) / 100} %`
}

/** A figure with its unit. */
export function quantity(value: number, unit: Unit): string {
  if (unit === 'seconds') return seconds(value)
  if (unit === 'share') return percent(value)
  const rounded = String(Math.round(value * 100) / 100)
  return unit === 'times' ? `${rounded} times` : rounded
}

/** What a finding measured, in words. Findings of older runs have no unit. */
export function figure({ measured, unit, check }: Finding): string {
  return quantity(measured ?? Number.NaN, unit ?? (check === 'answers' ? 'share' : 'seconds'))
}
