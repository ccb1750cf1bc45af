import { ProcessOutput } from 'listr2'
import { setInPlace } from './output.ts'

/** How log-update erases the frame before: as many lines as it had when it was drawn (log-update 6.1.0, ansi-escapes 7: eraseLines). */
const ERASES = new RegExp(String.raw`^(?:\u001b\[2K(?:\u001b\[1A)?)+\u001b\[G`)

const LINE = '\u001b[2K'
/** From the second column on: tmux keeps a copy of what is erased from the screen's very first place on (tmux 3.3a, scroll-on-clear). */
const REST = '\u001b[2G\u001b[J\r'
/** Down without scrolling. */
const DOWN = '\r\u001b[B'
const CUT_LINES = { on: '\u001b[?7l', off: '\u001b[?7h' }
const CURSOR_SHOWN = '\u001b[?25h'
const PLACE = { save: '\u001b7', restore: '\u001b8' }

/**
 * Stderr for listr2, which draws frame over frame. Between frames the cursor stands at the frame's begin, not below it. A terminal that is
 * resized wraps the lines of a frame, cuts them, or scrolls, and the cursor stays with the sign that it stands at: however many lines the
 * frame has by then, the next one begins where it began. While a frame is drawn, what is wider than the terminal is cut, and what is higher does
 * not scroll: a program learns of another size late (tmux 3.3a tells the second of two resizes 0.3 s after it has wrapped the lines).
 * One thing stays: where the wrapped lines do not fit into the screen any more, their first ones scroll out of it, and nothing can erase those.
 * listr2 itself copies the stream, with the size that the terminal had at the step's begin (listr2 9.0.5, ProcessOutputStream.out); this one
 * has the size of now.
 */
export class InPlaceOutput extends ProcessOutput {
  readonly #live: NodeJS.WriteStream
  #isDrawing = false
  /** Lines that there is space for, from the cursor on. */
  #space = 1
  #size = ''

  constructor() {
    super(process.stderr, process.stderr)
    const write = (text: string) => this.toStdout(this.#isDrawing ? this.#framed(text.replace(ERASES, '')) : text, false)
    const live: NodeJS.WriteStream = Object.create(process.stderr, { write: { value: write } })
    this.#live = live
  }

  override get stdout(): NodeJS.WriteStream {
    return this.#live
  }

  override hijack(): void {
    super.hijack()
    this.#isDrawing = true
    setInPlace(this.#clear)
    process.on('exit', this.#end)
  }

  override release(): void {
    process.off('exit', this.#end)
    setInPlace(undefined)
    this.#isDrawing = false
    super.release()
  }

  readonly #clear = () => {
    this.#space = 1
    this.toStdout(`\r${LINE}${REST}`, false)
  }

  /** A second Ctrl-C ends the program at once: the shell's prompt takes the frame's place. What log-update does then is swallowed by listr2. */
  readonly #end = () => {
    this.#clear()
    this.toStdout(CURSOR_SHOWN, false)
  }

  /** What makes space, draws the lines of a frame from the cursor on, erases what is below them, and brings the cursor back. */
  #framed(text: string): string {
    const lines = text.replace(/\n$/, '').split('\n')
    const size = `${process.stderr.columns} ${process.stderr.rows}`
    const space = size === this.#size ? this.#space : 1
    const missing = Math.max(0, lines.length - space)
    const last = lines.length - 1
    this.#size = size
    this.#space = space + missing
    const more = missing === 0 ? '' : `${DOWN.repeat(space - 1)}${'\n'.repeat(missing)}\u001b[${last}A`
    const drawn = lines.map((line, place) => `${LINE}${place === last ? REST : ''}${line}`).join(DOWN)
    return `${CUT_LINES.on}\r${more}${PLACE.save}${drawn}${PLACE.restore}${CUT_LINES.off}`
  }
}
