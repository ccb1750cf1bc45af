/** What stands for a sign on a terminal that knows ASCII only. */
const INSTEAD: Record<string, string> = {
  '…': '...',
  '→': '->',
  '≤': '<=',
  '≥': '>=',
  '×': 'x',
  '±': '+-',
  µ: 'u',
  '·': '-',
  '•': '*',
  '–': '-',
  '—': '-',
  '─': '-',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '✔': '+',
  '✘': 'x',
  '⚠': '!',
  '\u00a0': ' ',
}

/** A text in ASCII: the signs of our own texts by others that are read the same way, any other one as `\u00fc`, as JSON writes it. */
export function asciiText(text: string): string {
  return text.replaceAll(/[^\0-\x7f]/g, (unit) => INSTEAD[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
