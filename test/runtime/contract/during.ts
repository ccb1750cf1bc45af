import type { Test } from 'tap'
import type { Evidence } from '../../../src/model/run.ts'
import type { Injection, Lease } from '../../../src/runtime/injection.ts'
import type { Lab } from '../../../src/runtime/runtime.ts'
import { child } from '../../helpers/child.ts'
import { until } from '../../helpers/until.ts'
import type { Contract } from '../contract.ts'

let leases = 0

/**
 * How long a lease lasts that ends by itself, milliseconds. What asks for it is a process of its own, which on a busy machine takes 5 s
 * and more until it has asked: the lease must outlast that, so that its evidence is still there to see.
 */
export const SHORT_LEASE = 20_000
/** Within which its end is seen. */
export const ITS_END = 60_000

/** A lease of its own, for that long. */
export function leaseFor(ms: number): Lease {
  leases += 1
  return { id: `${leases}-${Date.now().toString(36)}`, until: Date.now() + ms }
}

/** Another process injects it, and is dead right after that. */
export async function injectByDeadProcess(
  t: Test,
  { runtime, lab }: Pick<Contract, 'runtime' | 'lab'>,
  injection: Injection,
  lease: Lease,
): Promise<void> {
  const asker = child(
    t,
    `
    const { runtimes } = await import(dist + 'registry.js')
    const runtime = await runtimes.find(({ name }) => name === '${runtime.name}').load()
    const lab = await runtime.open('${lab.name}')
    await lab.inject(${JSON.stringify(injection)}, ${JSON.stringify(lease)})
    process.kill(process.pid, 'SIGKILL')`,
  )
  t.match(await asker.ended, { signal: 'SIGKILL' }, 'it asked, and was killed')
}

/** An injection from its evidence until it is ended, twice. */
export async function during(
  t: Test,
  lab: Lab,
  injection: Injection,
  work: (evidence: Evidence, readAgain: () => Promise<Evidence>) => Promise<void>,
): Promise<void> {
  const lease = leaseFor(10 * 60_000)
  t.match(await lab.injectionEvidence(injection, lease), { verified: false, detail: /./ }, `${injection.kind} is not active`)
  await lab.inject(injection, lease)
  try {
    await work(await verified(lab, injection, lease), () => lab.injectionEvidence(injection, lease))
  } finally {
    await lab.endInjection(injection, lease)
  }
  await lab.endInjection(injection, lease)
  t.match(await lab.injectionEvidence(injection, lease), { verified: false, detail: /./ }, `${injection.kind} is over`)
}

export function verified(lab: Lab, injection: Injection, lease: Lease): Promise<Evidence> {
  const look = async () => {
    const evidence = await lab.injectionEvidence(injection, lease)
    return evidence.verified && evidence
  }
  return until(`${injection.kind} is verified`, look, 180_000)
}
