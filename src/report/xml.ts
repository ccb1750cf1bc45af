const SIGNS = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
])

/** For XML 1.0, which has no half of a surrogate pair and no U+FFFE; control characters are written out before (`plainTexts`). */
export function escapedXml(text: string): string {
  return text.replaceAll(/[\ud800-\udfff\ufffe\uffff]/gu, '\ufffd').replaceAll(/[&<>"']/g, (sign) => SIGNS.get(sign)!)
}
