/** Prometheus's durations: `1h30m`, `15s`, `500ms`. Source: prometheus/common model.ParseDuration. */

const UNITS: [unit: string, ms: number][] = [
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
  return UNITS.reduce((sum, [, ms], index) => sum + Number(match[index + 1] ?? 0) * ms, 0)
}

/** The shortest Prometheus duration of a whole number of milliseconds. */
export function formatDuration(ms: number): string {
  let rest = Math.round(ms)
  if (rest <= 0) return '0s'
  let text = ''
  for (const [unit, size] of UNITS.slice(2)) {
    const count = Math.floor(rest / size)
    if (count > 0) text += `${count}${unit}`
    rest -= count * size
  }
  return text
}
