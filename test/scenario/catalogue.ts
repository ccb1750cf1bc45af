import { z } from 'zod'
import type { Duration } from '../../src/model/duration.ts'
import { CAPABILITIES } from '../../src/model/lab-defaults.ts'
import type { Vocabulary } from '../../src/scenario/schema.ts'

/** A small catalogue: the reader knows no fault and no check but those that it is handed. */
export const catalogue: Vocabulary = {
  faults: [
    {
      name: 'kill',
      summary: 'Kills a pod, or one of its containers',
      args: ({ replica, duration, containerOf }) =>
        z.strictObject({
          replica,
          for: duration.exactOptional().describe('How long the pod stays away.'),
          container: containerOf('replica').exactOptional().describe('That container only; its pod stays.'),
        }),
    },
  ],
  checks: [
    {
      name: 'longest-gap',
      summary: 'The longest distance between neighbouring raw samples, and from the edges of a snapshot to the first and last',
      of: 'series',
      limits: ({ duration }) => bounds(duration),
    },
    {
      name: 'success-rate',
      summary: "The share of a probe's requests that were answered",
      of: 'probe',
      limits: ({ share }) => bounds(share),
    },
  ],
  probes: ['query', 'service'],
  capabilities: CAPABILITIES,
  parts: {
    workloads: [{ name: 'prometheus', numbered: true, containers: ['thanos-sidecar', 'prometheus'], connectsTo: ['prometheus'] }],
    jobs: ['prometheus'],
  },
}

/** With a second fault, one without arguments. */
export const withShake: Vocabulary = {
  ...catalogue,
  faults: [...catalogue.faults, { name: 'shake', summary: 'Shakes the lab', args: () => z.strictObject({}) }],
}

function bounds(limit: z.ZodType<number | Duration>) {
  return z.strictObject({ 'at-most': limit.exactOptional(), 'at-least': limit.exactOptional() }).meta({ minProperties: 1 })
}
