/*
 * No output shows a credential: not a message, a hint, a stack, a run or a log. Every error text passes through `redacted`, as LabError and
 * NoAnswer call it; what prints an error calls it once more, for texts of other errors.
 */

const secrets = new Set<string>()

/** A shorter text stands in ordinary words, too: to take it out would make a message unreadable. */
const SHORTEST = 4

/** A text that no error text shows from now on, also where a server repeats it. */
export function keepSecret(text: string): void {
  if (text.length >= SHORTEST) secrets.add(text)
}

/** A text without the credentials in its URLs, and without what `keepSecret` was told. */
export function redacted(text: string): string {
  // USER:PASSWORD stands where a hint says how to type them.
  const clean = text.replaceAll(/\b([a-z][a-z\d+.-]*:\/\/)(?!USER:PASSWORD@)[^\s/?#'"]*@/gi, '$1***@')
  // The longest first: one secret may hold another.
  return [...secrets].sort((one, other) => other.length - one.length).reduce((rest, secret) => rest.replaceAll(secret, '***'), clean)
}
