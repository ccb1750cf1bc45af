/** The sha256 that a sums file (`sha256sum`'s format) has for a file, in lower case; undefined where it lists no such file. */
export function sumIn(text: string, file: string): string | undefined {
  for (const line of text.split('\n')) {
    const match = /^([0-9a-f]{64})\s+\*?(?:.*\/)?(\S+)\s*$/i.exec(line)
    if (match?.[2] === file) return match[1]?.toLowerCase()
  }
  return undefined
}
