import { z } from 'zod'
import { injectionFault } from './define.ts'
import { linkArgs, linkOf, outagesOf } from './targets.ts'

/** A target that fails some scrapes of one replica only: a small proxy between the two answers 503 in its place. */
export const failScrapes = injectionFault({
  name: 'fail-scrapes',
  summary: 'Fails some of every so many scrapes of a target by one replica',
  kind: 'fail-scrapes',

  args: (types) =>
    z
      .strictObject({
        ...linkArgs(types),
        fails: z.int().min(1).exactOptional().describe('How many of them fail; default 1.'),
        of: z.int().min(1).describe('Of how many scrapes.'),
      })
      .refine(({ fails = 1, of }) => fails <= of, "'fails' is at most 'of'"),

  async plan(lab, args) {
    const { link, ...rest } = await linkOf(lab, args)
    const { fails = 1, of } = args
    return { injection: { kind: 'fail-scrapes', link, fails, of }, ...rest, ...outagesOf(lab, link, { fails, of }) }
  },
})
