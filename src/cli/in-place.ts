import { stripVTControlCharacters } from 'node:util'
import { ProcessOutput } from 'listr2'
import { widest } from '../lib/columns.ts'

const LINE_ABOVE = '\u001b[2K\u001b[1A'
/** Ends what erases the frame before (log-update 6.1.0, ansi-escapes 7: eraseLines). */
const ERASED = '\u001b[G'

/**
 * Stderr for listr2, which draws frame over frame. listr2 draws for the size that the terminal had at the step's beginning, as it copies the
 * stream (listr2 9.0.5, ProcessOutputStream.out); this one has the size of now. And a terminal that becomes narrower wraps the lines that stand
 * in it: they are erased, too, not only as many as were drawn.
 */
export class InPlaceOutput extends ProcessOutput {
  readonly #live: NodeJS.WriteStream
  #frame: string[] = []

  constructor() {
    super(process.stderr, process.stderr)
    const write = (text: string) => {
      this.#frame = text.slice(text.lastIndexOf(ERASED) + ERASED.length).split('\n')
      return this.toStdout(text, false)
    }
    const live: NodeJS.WriteStream = Object.create(process.stderr, { write: { value: write } })
    this.#live = live
  }

  override get stdout(): NodeJS.WriteStream {
    return this.#live
  }

  /** To be called once the terminal has another size, before the next frame. */
  resized(): void {
    const { columns } = process.stderr
    if (!wrapsAgain()) return
    const rows = this.#frame.map((line) => Math.max(1, Math.ceil(widest([stripVTControlCharacters(line)]) / columns)))
    const more = rows.reduce((sum, some) => sum + some, 0) - rows.length
    if (more > 0) this.toStdout(LINE_ABOVE.repeat(more), false)
  }
}

/** Whether the terminal wraps its lines again for another width. Of those in use, xterm, GNU screen and the Linux console do not. */
function wrapsAgain({ XTERM_VERSION, STY, TERM } = process.env): boolean {
  return XTERM_VERSION === undefined && STY === undefined && TERM !== 'linux'
}
