import type { Ability, Settings } from '../../../model.ts'

/** What every lab on kind can do. */
export const abilities: ReadonlySet<Ability> = new Set<Ability>(['hold', 'freeze', 'cut', 'shape', 'change', 'fill', 'limits'])

/** A lab with one node has none that could be lost: what breaks it would be gone, too. */
export function abilitiesWith({ workers }: Settings): ReadonlySet<Ability> {
  return workers === 0 ? abilities : new Set([...abilities, 'nodes' as const])
}
