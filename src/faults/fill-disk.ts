import { z } from 'zod'
import { injectionFault } from './define.ts'
import { podOf, replicaAmong } from './targets.ts'

/** A replica that can write no sample any more, though it is Ready and answers: its volume is full. */
export const fillDisk = injectionFault({
  name: 'fill-disk',
  summary: "Fills a replica's volume; a small one of its own, never the host's disk",
  kind: 'fill-disk',
  verifyMs: 60_000,

  args: (kit) =>
    z.strictObject({
      replica: kit.replica.describe('Which replica.'),
      for: kit.duration.exactOptional().describe('How long; left out, until it is healed.'),
    }),

  async plan(lab, args) {
    const { name, uid } = await podOf(lab, args['replica'] as string)
    return { injection: { kind: 'fill-disk', pod: { name, uid } }, target: name, ...replicaAmong(lab, name) }
  },
})
