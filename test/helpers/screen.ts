/* What a terminal shows, from the bytes that a program writes to it: the few escape codes that listr2 and our reports use. */

/** A line as the program wrote it; a terminal that wraps again keeps it whole, and shows it in as many rows as it takes. */
type Row = { cells: string[]; continues: boolean }

const [ESC, BEL] = ['\u001b', '\u0007']
/** A test program says by these what happens: `OSC 777 ; size ; 40 ; 12 BEL`, `OSC 777 ; look BEL`. */
const CODE = new RegExp(String.raw`${ESC}\]777;([^${BEL}]*)${BEL}|${ESC}\[(\??)([\d;]*)([A-Za-z])|${ESC}([78])|[\s\S]`, 'gu')

export class Screen {
  columns: number
  rows: number
  readonly #wrapsAgain: boolean
  #lines: Row[] = [{ cells: [], continues: false }]
  /** First line that is on the screen; those before have scrolled out of it. */
  #top = 0
  #row = 0
  #column = 0
  #saved = { row: 0, column: 0 }
  cutsLines = false
  isCursorShown = true

  constructor({ columns, rows, wrapsAgain = true }: { columns: number; rows: number; wrapsAgain?: boolean }) {
    this.columns = columns
    this.rows = rows
    this.#wrapsAgain = wrapsAgain
  }

  /** Lines that have scrolled out, and those on the screen; no space at their ends. */
  get shown(): { above: string[]; screen: string[] } {
    const texts = this.#lines.map(({ cells }) => cells.join('').trimEnd())
    return { above: texts.slice(0, this.#top), screen: texts.slice(this.#top, this.#top + this.rows) }
  }

  /** Obeys an output; `look` is called where the program says that there is something to see. Throws at a code that it does not know. */
  write(output: string, look: (name: string) => void = () => {}): void {
    for (const [sign, told, isPrivate, numbers = '', code, place] of output.matchAll(CODE)) {
      if (told?.startsWith('size;')) this.resize(...(told.split(';').slice(1).map(Number) as [number, number]))
      else if (told !== undefined) look(told)
      else if (code !== undefined) this.#obey(`${isPrivate}${numbers}`, code)
      else if (place === '7') this.#saved = { row: this.#row - this.#top, column: this.#column }
      else if (place === '8') [this.#row, this.#column] = [this.#top + this.#saved.row, this.#saved.column]
      else this.#put(sign)
    }
  }

  resize(columns: number, rows: number): void {
    if (this.#wrapsAgain && columns !== this.columns) this.#wrap(columns)
    Object.assign(this, { columns, rows })
    this.#column = Math.min(this.#column, columns - 1)
    // What was above comes back where there is room; where there is none, what is below the cursor goes, and the cursor's line stays.
    this.#top = Math.max(0, this.#row - rows + 1, this.#wrapsAgain ? Math.min(this.#top, this.#lines.length - rows) : this.#top)
    this.#lines.splice(this.#top + rows)
  }

  #obey(numbers: string, code: string): void {
    const count = Math.max(1, Number(numbers) || 0)
    if (code === 'm') return
    if (code === 'A') this.#row = Math.max(this.#top, this.#row - count)
    else if (code === 'B') this.#row = Math.min(this.#row + count, this.#top + this.rows - 1, this.#lines.length - 1)
    else if (code === 'G') this.#column = count - 1
    else if (code === 'K' && numbers === '2') this.#lines[this.#row] = { cells: [], continues: false }
    else if (code === 'J' && numbers === '') this.#eraseRest()
    else if ((code === 'h' || code === 'l') && numbers === '?25') this.isCursorShown = code === 'h'
    else if ((code === 'h' || code === 'l') && numbers === '?7') this.cutsLines = code === 'l'
    else throw new Error(`a terminal code that the screen of this test does not know: ${numbers}${code}`)
  }

  /** As tmux does: what is erased from the screen's first place on is kept above it. */
  #eraseRest(): void {
    if (this.#row === this.#top && this.#column === 0) {
      this.#row = this.#top = this.#lines.length
      this.#lines.push({ cells: [], continues: false })
    } else {
      this.#lines.splice(this.#row + 1)
      const { cells } = this.#lines[this.#row]!
      this.#lines[this.#row] = { cells: cells.slice(0, this.#column), continues: false }
    }
  }

  #put(sign: string): void {
    if (sign === '\r') this.#column = 0
    else if (sign === '\n') this.#down(false)
    else if (sign < ' ') throw new Error(`a control character: ${JSON.stringify(sign)}`)
    else {
      // A terminal wraps with the sign after the last column, not with the last one.
      if (this.#column >= this.columns && this.cutsLines) this.#column = this.columns - 1
      else if (this.#column >= this.columns) this.#down(true)
      const { cells } = this.#lines[this.#row]!
      while (cells.length < this.#column) cells.push(' ')
      cells[this.#column++] = sign
    }
  }

  #down(isWrapped: boolean): void {
    if (isWrapped) {
      this.#column = 0
      this.#lines[this.#row]!.continues = true
    }
    this.#row++
    if (this.#row === this.#lines.length) this.#lines.push({ cells: [], continues: false })
    this.#top = Math.max(this.#top, this.#row - this.rows + 1)
  }

  /** As VTE, kitty, iTerm2 and tmux do. */
  #wrap(columns: number): void {
    const old = this.#lines
    const at = { row: this.#row, top: this.#top }
    this.#lines = []
    for (let first = 0; first < old.length;) {
      let last = first
      while (old[last]!.continues && last + 1 < old.length) last++
      const cells = old.slice(first, last + 1).flatMap((line) => line.cells)
      const begin = this.#lines.length
      for (let from = 0; from === 0 || from < cells.length; from += columns)
        this.#lines.push({ cells: cells.slice(from, from + columns), continues: from + columns < cells.length })
      if (first <= at.row && at.row <= last) this.#row = begin + Math.min(at.row - first, this.#lines.length - begin - 1)
      if (first <= at.top && at.top <= last) this.#top = begin
      first = last + 1
    }
  }
}
