import { z } from 'zod'
import { injectionFault } from './define.ts'
import { podOf, replicaAmong } from './targets.ts'

/** A replica whose volume is full: it is Ready and answers, but stores no sample any more. */
export const fillDisk = injectionFault({
  name: 'fill-disk',
  summary: "Fills a replica's volume; a small one of its own, never the host's disk",
  kind: 'fill-disk',
  verifyMs: 60_000,

  args: (types) =>
    z.strictObject({
      replica: types.replica.describe('Which replica.'),
      for: types.duration.exactOptional().describe('How long; left out, until it is healed.'),
    }),

  async plan(lab, { replica }) {
    const { name, uid } = await podOf(lab, replica)
    return { injection: { kind: 'fill-disk', pod: { name, uid } }, target: name, ...replicaAmong(lab, name) }
  },
})
