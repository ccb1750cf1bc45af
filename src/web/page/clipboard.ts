/** Whether the clipboard took it: a page from another machine without TLS may not write to it. */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
