import type { LabPlan, Relay } from './plan.ts'

/** Ports that were given out before: they stay with what had them, also while that is away. */
export interface Given {
  /** Slot → the pod's port → port of this machine. */
  slots: Record<string, Record<number, number>>
  /** Link → its listener. */
  relays: Record<string, number>
}

export const NOTHING_GIVEN: Given = { slots: {}, relays: {} }

/** What tells one link from another. */
export function linkKey({ from, to, servicePort }: Pick<Relay, 'from' | 'to' | 'servicePort'>): string {
  return `${from} ${to} ${servicePort}`
}

/** The ports of a plan, beside those that were given before it. */
export function givenBy({ slots, relays }: LabPlan, before: Given = NOTHING_GIVEN): Given {
  return {
    slots: { ...before.slots, ...Object.fromEntries(slots.map(({ id, ports }) => [id, ports])) },
    relays: { ...before.relays, ...Object.fromEntries(relays.map((relay) => [linkKey(relay), relay.port])) },
  }
}

/** Every port in it. */
export function portsIn({ slots, relays }: Given): number[] {
  return [...Object.values(slots).flatMap((ports) => Object.values(ports)), ...Object.values(relays)]
}
