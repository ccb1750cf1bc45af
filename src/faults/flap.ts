import { z } from 'zod'
import { disturbing } from './disturbing.ts'
import { linkArgs, linkOf, outagesOf } from './link.ts'

/** A target that fails now and then for one replica only: a small proxy between the two answers 503 in its place. */
export const flap = disturbing({
  name: 'flap',
  summary: 'Fails some of every so many scrapes of a target by one replica',
  kind: 'flap',

  args: (kit) =>
    z
      .strictObject({
        ...linkArgs(kit),
        fails: z.int().min(1).exactOptional().describe('How many of them fail; 1 unless said.'),
        of: z.int().min(1).describe('Of how many scrapes.'),
      })
      .refine(({ fails = 1, of }) => fails <= of, "'fails' is at most 'of'"),

  async plan(lab, args) {
    const { link, ...rest } = await linkOf(lab, args)
    const { fails = 1, of } = args as { fails?: number; of: number }
    return { disturbance: { kind: 'flap', link, fails, of }, ...rest, ...outagesOf(lab, link, { fails, of }) }
  },
})
