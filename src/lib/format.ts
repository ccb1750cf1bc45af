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

/** `18:17:15.165` from Unix milliseconds; UTC. */
export function clock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 23)
}

/** `18:17:15.165, 18:17:16.165 and 4 more` from Unix milliseconds. */
export function clocks(times: readonly number[], most = 3): string {
  const shown = times.slice(0, most).map(clock)
  const more = times.length - shown.length
  const parts = more > 0 ? [...shown, `${more} more`] : shown
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

/** `2 replicas`, `1 replica` */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** A share of 1. Never rounded up to 100 %: a single missing answer shows. */
export function percent(share: number): string {
  return `${Math.floor(share * 10_000 + 1e-6) / 100} %`
}
