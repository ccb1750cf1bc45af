import { words } from './words/words.ts'

/* Times on the page: 24 hours, in UTC and in the reader's own zone. */

const local = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })

/** `18:17:15.165` from Unix seconds, in UTC. */
export function utcClock(seconds: number): string {
  return new Date(Math.round(seconds * 1000)).toISOString().slice(11, 23)
}

/** `18:17:15 UTC, 19:17:15 here`: of a reader who is in UTC, once. */
export function bothClocks(seconds: number): string {
  const at = new Date(seconds * 1000)
  if (Number.isNaN(at.getTime())) return ''
  const utc = `${at.toISOString().slice(11, 19)} UTC`
  return at.getTimezoneOffset() === 0 ? utc : words.value.header.here(utc, local.format(at))
}

/** `2026-11-29 18:17:15 UTC` from an ISO time. */
export function dateText(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`
}
