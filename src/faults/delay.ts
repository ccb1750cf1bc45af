import { z } from 'zod'
import { injectionFault } from './define.ts'
import { linkArgs, linkOf } from './targets.ts'

/** A store that answers late. Only what it answers is delayed, by a small proxy between the two: no packet is lost or reordered. */
export const delay = injectionFault({
  name: 'delay',
  summary: 'Delays what one part answers another',
  kind: 'delay',

  args: (types) =>
    z.strictObject({
      ...linkArgs(types),
      delay: types.duration.describe('How late every answer comes.'),
      jitter: types.duration.exactOptional().describe('Give or take this much, at random.'),
    }),

  async plan(lab, args) {
    const { link, ...rest } = await linkOf(lab, args)
    return { injection: { kind: 'delay', link, delayMs: args.delay, jitterMs: args.jitter ?? 0 }, ...rest }
  },
})
