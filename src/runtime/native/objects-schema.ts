import { z } from 'zod'
import type { KubernetesObject } from '../../topology/load.ts'

/** What a native lab is made from, as `objects.json` holds it; the topology's own reader refuses what it does not know in them. */
export const objectsSchema: z.ZodType<KubernetesObject[]> = z.array(
  z.looseObject({
    apiVersion: z.string(),
    kind: z.string(),
    metadata: z.looseObject({
      name: z.string(),
      namespace: z.string().exactOptional(),
      labels: z.record(z.string(), z.string()).exactOptional(),
    }),
  }),
)
