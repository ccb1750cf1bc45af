import { createHash } from 'node:crypto'

/**
 * Things with names in an order that only the seed decides: it is the same on every machine, and for as long as the names are the
 * same. Of two orders by the same seed, one with more names, the names in both are in the same order.
 */
export function shuffled<T extends { name: string }>(things: readonly T[], seed: string): T[] {
  const keyed = things.map((thing, index) => {
    // The same name twice has two places.
    const earlier = things.slice(0, index).filter(({ name }) => name === thing.name).length
    return {
      thing,
      key: createHash('sha256')
        .update(JSON.stringify([seed, thing.name, earlier]))
        .digest('hex'),
    }
  })
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ thing }) => thing)
}
