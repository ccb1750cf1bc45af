import type { Progress } from '../progress.ts'

/** Where no terminal is watching: a line when a step begins, and one when it is done. */
export function plainProgress(write: (line: string) => void): Progress {
  return {
    async step(title, work) {
      const begun = Date.now()
      write(`… ${title}`)
      const note = sometimes((text) => write(`  ${title}: ${text}`))
      const result = await work(note)
      write(`✔ ${title} (${((Date.now() - begun) / 1000).toFixed(1)} s)`)
      return result
    },
    say: write,
    warn: (text) => write(`⚠ ${text}`),
  }
}

/** How often a log is told of a long step's progress. */
const EVERY_MS = 5000

function sometimes(write: (text: string) => void): (text: string) => void {
  let last = Date.now()
  return (text) => {
    if (Date.now() - last < EVERY_MS) return
    last = Date.now()
    write(text)
  }
}
