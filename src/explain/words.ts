/** `2.092 s` from milliseconds: here every millisecond is told. */
export function exact(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`
}

/** `18:17:15.165` from Unix milliseconds; UTC. */
export function clock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 23)
}

/** `18:17:15.165, 18:17:16.165 and 4 more` */
export function clocks(times: readonly number[], most = 3): string {
  const told = times.slice(0, most).map(clock)
  const more = times.length - told.length
  return more > 0 ? `${told.join(', ')} and ${more} more` : told.join(' and ')
}
