import { z } from 'zod'
import type { Partition } from '../runtime/injection.ts'
import { injectionFault } from './define.ts'
import { linkArgs, linkOf, outagesOf } from './targets.ts'

/** A network that loses everything between two parts: nobody is told, on open connections neither. */
export const partition = injectionFault({
  name: 'partition',
  summary: 'Loses what two parts send each other, on open connections too',
  kind: 'partition',

  args: (kit) =>
    z.strictObject({
      ...linkArgs(kit),
      lost: z.enum(['there', 'back', 'both']).exactOptional().describe('What is lost: requests, answers, or both (unless said).'),
    }),

  async plan(lab, args) {
    const { link, ...rest } = await linkOf(lab, args)
    return {
      injection: { kind: 'partition', link, lost: (args['lost'] as Partition['lost'] | undefined) ?? 'both' },
      ...rest,
      ...outagesOf(lab, link),
    }
  },
})
