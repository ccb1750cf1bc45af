/* Markdown from texts of somebody else's. */

/** Names and messages are shown as they are. */
export function escaped(text: string): string {
  return text.replaceAll(/([\\`*_<>[\]&#~|])/g, '\\$1')
}

/** One text, as its items belong together; none of no item. */
export function list(items: readonly string[]): string[] {
  return items.length === 0 ? [] : [items.map((item) => `- ${item}`).join('\n')]
}

export function table([head, ...rows]: string[][]): string {
  return [tableLine(head ?? []), tableLine((head ?? []).map(() => '---')), ...rows.map(tableLine)].join('\n')
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.map(escaped).join(' | ')} |`
}

/** A code span: with more backticks around it than it has in a row. */
export function code(text: string): string {
  return fenced(text, '`'.repeat(longestFence(text) + 1))
}

function fenced(text: string, fence: string): string {
  return fence.length === 1 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`
}

/** Lines as they are, such as a picture of signs. */
export function codeBlock(lines: readonly string[]): string {
  const fence = '`'.repeat(Math.max(3, longestFence(lines.join('\n')) + 1))
  return [`${fence}text`, ...lines, fence].join('\n')
}

function longestFence(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length))
}
