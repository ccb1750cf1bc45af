/** The known word that a misspelt one was meant to be; undefined where none is near. Case does not count. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const typed = word.toLowerCase()
  const ranked = known
    .map((candidate) => ({ candidate, distance: near(typed, candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  const [best] = ranked
  return best !== undefined && best.distance < Infinity ? best.candidate : undefined
}

/** The end of a complaint about an unknown word: `; did you mean 'kill'?`, or what was expected. */
export function suggestion(word: string, known: readonly string[]): string {
  const meant = nearest(word, known)
  if (meant !== undefined) return `; did you mean '${meant}'?`
  return known.length > 0 ? `; expected ${anyOf(known)}` : ''
}

/** `wait, until, or kill` */
export function anyOf(words: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(words)
}

// Two slips in a word, one in a very short one; or one is the beginning of the other.
function near(typed: string, known: string): number {
  const allowed = Math.min(2, Math.ceil(typed.length / 3))
  const slips = distance(typed, known)
  if (slips <= allowed && slips < known.length) return slips
  const [short, long] = typed.length < known.length ? [typed, known] : [known, typed]
  return short.length >= 3 && long.startsWith(short) ? allowed + 1 : Infinity
}

/** Letters inserted, left out, replaced, or swapped with their neighbour: optimal string alignment (Damerau-Levenshtein). */
function distance(a: string, b: string): number {
  let twoAbove: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      const costs = [above[column]! + 1, current[column - 1]! + 1, above[column - 1]! + same]
      if (swapped) costs.push(twoAbove[column - 2]! + 1)
      current.push(Math.min(...costs))
    }
    twoAbove = above
    above = current
  }
  return above[b.length]!
}
