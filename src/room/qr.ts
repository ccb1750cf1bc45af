import { correction, generate } from 'lean-qr'

/** A text as a QR code: rows of dark (true) and light squares, without the light margin of four that a reader needs around it. */
export function qrSquares(text: string): boolean[][] {
  const code = generate(text, { minCorrectionLevel: correction.M })
  return Array.from({ length: code.size }, (_, y) => Array.from({ length: code.size }, (__, x) => code.get(x, y)))
}
