import { z } from 'zod'
import type { Cut } from '../runtime/disturbance.ts'
import { disturbing } from './disturbing.ts'
import { linkArgs, linkOf, outagesOf } from './link.ts'

/** A network that loses everything between two parts: nobody is told, on open connections neither. */
export const cut = disturbing({
  name: 'cut',
  summary: 'Loses what two parts send each other, on open connections too',
  kind: 'cut',

  args: (kit) =>
    z.strictObject({
      ...linkArgs(kit),
      lost: z.enum(['there', 'back', 'both']).exactOptional().describe('What is lost: requests, answers, or both (unless said).'),
    }),

  async plan(lab, args) {
    const { link, ...rest } = await linkOf(lab, args)
    return {
      disturbance: { kind: 'cut', link, lost: (args['lost'] as Cut['lost'] | undefined) ?? 'both' },
      ...rest,
      ...outagesOf(lab, link),
    }
  },
})
