/** Prometheus's durations: `1h30m`, `15s`, `500ms`. Source: prometheus/common model.ParseDuration. */

/** Its units, the largest first, in milliseconds. */
export const DURATION_UNITS: readonly [unit: string, ms: number][] = [
  ['y', 365 * 86_400_000],
  ['w', 7 * 86_400_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
]

// Each unit at most once, the larger first, as Prometheus requires.
const SHAPE = /^(?=\d)(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/

/** Milliseconds, or undefined where the text is not a Prometheus duration. `0` alone is one. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0
  const match = SHAPE.exec(text)
  if (match === null) return undefined
  return DURATION_UNITS.reduce((sum, [, ms], index) => sum + Number(match[index + 1] ?? 0) * ms, 0)
}

/**
 * A typed duration, ms, or why it is none. As Prometheus's (lib/duration.ts), and a number may have a fraction: `7.413s`, `1.5h`. Only a
 * whole number of milliseconds is one, as Prometheus's times are.
 */
export function readDuration(text: string): { ms: number } | { reason: string } {
  if (/^0+$/.test(text)) return { ms: 0 }
  if (text.startsWith('-')) return { reason: 'it is negative' }
  if (/^\d+(\.\d+)?$/.test(text)) return { reason: `it has no unit (${text}s is in seconds)` }
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[ywdhms])/g)]
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text)
    return { reason: 'it is not numbers with the units y, w, d, h, m, s or ms, without spaces' }
  const places = parts.map(([, , unit]) => DURATION_UNITS.findIndex(([name]) => name === unit))
  if (places.some((place, index) => index > 0 && place <= places[index - 1]!))
    return { reason: 'each unit comes once, the larger one first, such as 1m30s' }
  const ms = parts.reduce((sum, [, number], index) => sum + Number(number) * DURATION_UNITS[places[index]!]![1], 0)
  if (Math.abs(ms - Math.round(ms)) > 1e-6) return { reason: 'it is finer than a millisecond' }
  return { ms: Math.round(ms) }
}

/** The shortest Prometheus duration of a whole number of milliseconds. */
export function formatDuration(ms: number): string {
  let rest = Math.round(ms)
  if (rest <= 0) return '0s'
  let text = ''
  for (const [unit, size] of DURATION_UNITS.slice(2)) {
    const count = Math.floor(rest / size)
    if (count > 0) text += `${count}${unit}`
    rest -= count * size
  }
  return text
}

const GO_UNITS: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, µs: 1e-3, us: 1e-3, ns: 1e-6 }

/** Milliseconds of a duration as Go prints one: `5m0s`, `1.234567ms`. undefined where the text has none. */
export function parseGoDuration(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|µs|us|ns|h|m|s)/g)]
  return parts.length === 0 ? undefined : parts.reduce((sum, [, number, unit]) => sum + Number(number) * GO_UNITS[unit!]!, 0)
}
