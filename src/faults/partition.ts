import { z } from 'zod'
import { injectionFault } from './define.ts'
import { linkArgs, linkOf, outagesOf } from './targets.ts'

/** A network that drops everything between two parts, on open connections too: neither end gets an error. */
export const partition = injectionFault({
  name: 'partition',
  summary: 'Drops what two parts send each other, on open connections too',
  kind: 'partition',

  args: (types) =>
    z.strictObject({
      ...linkArgs(types),
      lost: z
        .enum(['there', 'back', 'both'])
        .exactOptional()
        .describe('What is dropped: requests (there), answers (back), or both (default).'),
    }),

  async plan(lab, args) {
    const { link, ...rest } = await linkOf(lab, args)
    return {
      injection: { kind: 'partition', link, lost: args.lost ?? 'both' },
      ...rest,
      ...outagesOf(lab, link),
    }
  },
})
