import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Waits until `look` gives something true, and gives that. Throws after `withinMs`, so that a test fails instead of hanging. It waits as
 * long as a look takes, at least: what is looked at by a command would have a processor for itself otherwise.
 */
export async function until<T>(what: string, look: () => T | Promise<T>, withinMs = 20_000): Promise<Exclude<T, false | undefined | null>> {
  const deadline = Date.now() + withinMs
  for (;;) {
    const begun = Date.now()
    const seen = await look()
    if (seen) return seen as Exclude<T, false | undefined | null>
    if (Date.now() >= deadline) throw new Error(`not within ${withinMs} ms: ${what}`)
    await sleep(Math.max(50, Date.now() - begun))
  }
}
