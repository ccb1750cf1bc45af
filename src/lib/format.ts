/* Figures and times as text. Three figures are enough to compare; where every millisecond counts there is `exactSeconds`. */

/** `0.09 s`, `2.70 s`, `12.7 s`, `310 s` from seconds: three figures, as more would be noise. */
export function seconds(value: number): string {
  const size = Math.abs(value)
  const places = size < 9.995 ? 2 : size < 99.95 ? 1 : 0
  // Halves are rounded up, also those that have no exact binary form: 2.595 s and the 0.595 s in it are 2.60 s and 0.60 s.
  const unit = 10 ** places
  return `${(Math.round(value * unit + 1e-6) / unit).toFixed(places)} s`
}

/** `2.092 s` from milliseconds. */
export function exactSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`
}

/** `58.1 MB` */
export function megabytesOf(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}

/** How times are shown. */
export interface TimeStyle {
  zone: Zone
  /** With the date: where a time of the day would not tell which day. */
  dates: boolean
}

/** `local`: that of this machine (`TZ`). */
export type Zone = 'utc' | 'local'

let style: TimeStyle = { zone: 'utc', dates: false }

/** Shows times this way from now on. As the language of a program, it is one for the process: the command line sets it before its answer. */
export function showTimes(wanted: TimeStyle): void {
  style = wanted
}

/** `18:17:15.165` from Unix milliseconds, or `2026-11-22 18:17:15.165`: in the zone and the form that `showTimes` was told, else in UTC. */
export function clock(ms: number): string {
  const text = isoIn(style.zone, ms)
  return style.dates ? `${text.slice(0, 10)} ${text.slice(11, 23)}` : text.slice(11, 23)
}

/** `2026-11-22 18:17:15.165 UTC` from Unix milliseconds: where a time may be on another day than those beside it. */
export function dateClock(ms: number): string {
  return `${isoIn(style.zone, ms).slice(0, 23).replace('T', ' ')} ${zoneName(ms)}`
}

/** `17:15.165`: for what lies within the hour of a time that is shown beside it. */
export function minuteClock(ms: number): string {
  return isoIn(style.zone, ms).slice(14, 23)
}

/** `2026-11-22` in a zone. */
export function dayIn(zone: Zone, ms: number): string {
  return isoIn(zone, ms).slice(0, 10)
}

/** The zone of a time that `clock` shows: `UTC`, `UTC+01:00`. */
export function zoneName(ms: number): string {
  const minutes = style.zone === 'utc' ? 0 : -new Date(ms).getTimezoneOffset()
  if (minutes === 0) return 'UTC'
  const size = Math.abs(minutes)
  return `UTC${minutes < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 60))}:${twoDigits(size % 60)}`
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}

function isoIn(zone: Zone, ms: number): string {
  const shift = zone === 'utc' ? 0 : new Date(ms).getTimezoneOffset() * 60_000
  return new Date(ms - shift).toISOString()
}

/** `18:17:15.165, 18:17:16.165 and 4 more` from Unix milliseconds. `row`: how the first ones and a number of others are said; left out, in English. */
export function clocks(times: readonly number[], row = someOf): string {
  const shown = times.slice(0, 3).map(clock)
  return row(shown, times.length - shown.length)
}

/** `a, b and 4 more` */
export function someOf(shown: readonly string[], more: number): string {
  return enumerated(more > 0 ? [...shown, `${more} more`] : shown)
}

/** The beginning of a text, and `…`, where it takes more than `most` columns, as `columnsIn` counts them. */
export function cutTo(text: string, most: number, columnsIn: (text: string) => number): string {
  if (columnsIn(text) <= most) return text
  let kept = text.slice(0, most - 1)
  while (columnsIn(kept) >= most) kept = kept.slice(0, -1)
  return `${kept}…`
}

/** `a, b and c` */
export function enumerated(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

/** `18:17:15.1` from an ISO time; UTC. */
export function shortClock(iso: string): string {
  return iso.slice(11, 21)
}

/** A sentence begins with a capital. */
export function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

/** A text in single quotes, as one word of a shell. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** A text as one word of a shell, in quotes only where it needs them. */
export function shellWord(text: string): string {
  return /^[\w./:+@%-]+$/.test(text) ? text : shellQuoted(text)
}

/** `2 replicas`, `1 replica` */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** A share of 1. Never rounded up to 100 %: a single missing answer shows. */
export function percent(share: number): string {
  return `${Math.floor(share * 10_000 + 1e-6) / 100} %`
}
