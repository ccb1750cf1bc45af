import type { z } from 'zod'
import type { planSchema } from './plan-schema.ts'

export type LabPlan = z.output<typeof planSchema>

export type Slot = LabPlan['slots'][number]

export type ContainerPlan = Slot['containers'][number]

export type VolumePlan = Slot['volumes'][number]

export type Relay = LabPlan['relays'][number]

export type Endpoint = Relay['targets'][number]

export type EndpointFile = Slot['endpointFiles'][number]

/** What makes a pod another one: all of its slot but what is rewritten in place. */
export function revision({ id: _id, endpointFiles: _files, volumes, ...slot }: Slot): string {
  return JSON.stringify({ ...slot, volumes: volumes.map(({ kind, folder }) => ({ kind, folder })) })
}
