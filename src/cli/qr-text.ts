/** Light squares around a code, as its standard asks for. */
const MARGIN = 4

/** Light squares are drawn: two of a column in one sign. */
const signOf = (upper: boolean, lower: boolean) => (upper ? (lower ? '█' : '▀') : lower ? '▄' : ' ')

/**
 * The lines of a QR code in a terminal. Two squares of a column are one sign, as a sign is about twice as high as wide. Dark squares are dark on every
 * terminal where colours may be used; without them they are what the terminal's ground is, on a dark one: most readers take a code that is turned over.
 * In ASCII each square is two signs.
 */
export function qrText(squares: readonly (readonly boolean[])[], { ascii, color }: { ascii: boolean; color: boolean }): string[] {
  const isLight = (x: number, y: number) => squares[y - MARGIN]?.[x - MARGIN] !== true
  const places = Array.from({ length: squares.length + 2 * MARGIN }, (_, place) => place)
  const painted = (text: string) => (color ? `\u001b[97;40m${text}\u001b[0m` : text)
  if (ascii) return places.map((y) => painted(places.map((x) => (isLight(x, y) ? '##' : '  ')).join('')))
  const even = places.filter((y) => y % 2 === 0)
  return even.map((y) => painted(places.map((x) => signOf(isLight(x, y), y + 1 < places.length && isLight(x, y + 1))).join('')))
}
