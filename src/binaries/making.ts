/** What a program is made with, whichever way. */
export interface Making {
  /** Shows how far it is. */
  note: (text: string) => void
  signal: AbortSignal
}

/** Lets a note through at most five times a second: more cannot be read. */
export function seldom(note: (text: string) => void): (text: string) => void {
  let next = 0
  return (text) => {
    if (Date.now() < next) return
    next = Date.now() + 200
    note(text)
  }
}
