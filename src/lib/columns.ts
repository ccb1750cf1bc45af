import stringWidth from 'string-width'

/** A text with spaces behind it, as wide as `width` columns of a terminal; a wider one stays whole. */
export function pad(text: string, width: number): string {
  return text + spaces(text, width)
}

/** Columns of a terminal that the widest of some texts takes. */
export function widest(texts: string[]): number {
  return Math.max(0, ...texts.map((text) => stringWidth(text)))
}

export interface ColumnOptions {
  /** Columns of spaces between two cells. */
  gap?: number
  /** Which cells stand at the right of their column. */
  right?: number[]
}

/** Rows of cells, each cell as wide as the widest of its column; no space at the end of a line. */
export function columns(rows: string[][], { gap = 2, right = [] }: ColumnOptions = {}): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: count }, (_, column) => widest(rows.map((row) => row[column] ?? '')))
  const aligned = (cell: string, column: number) =>
    right.includes(column) ? spaces(cell, widths[column] ?? 0) + cell : pad(cell, widths[column] ?? 0)
  return rows.map((row) => row.map(aligned).join(' '.repeat(gap)).trimEnd())
}

function spaces(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - stringWidth(text)))
}
