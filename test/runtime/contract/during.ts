import { readFileSync } from 'node:fs'
import type { Test } from 'tap'
import type { Evidence } from '../../../src/model/run.ts'
import type { Injection, Lease } from '../../../src/runtime/injection.ts'
import type { Lab } from '../../../src/runtime/runtime.ts'
import { child } from '../../helpers/child.ts'
import { until } from '../../helpers/until.ts'
import type { Contract } from '../contract.ts'

let leases = 0

/** Within which the end of a lease is seen that ends by itself. */
export const ITS_END = 60_000

/** A lease of its own, for that long. */
export function leaseFor(ms: number): Lease {
  leases += 1
  return { id: `${leases}-${Date.now().toString(36)}`, until: Date.now() + ms }
}

/** Another process injects it for that long, and is dead right after that. The lease begins when that process is ready to ask for it. */
export async function injectByDeadProcess(
  t: Test,
  { runtime, lab, leaseMs }: Pick<Contract, 'runtime' | 'lab' | 'leaseMs'>,
  injection: Injection,
): Promise<Lease> {
  const { id } = leaseFor(0)
  const asker = child(
    t,
    `
    const { runtimes } = await import(dist + 'registry.js')
    const runtime = await runtimes.find(({ name }) => name === '${runtime.name}').load()
    const lab = await runtime.open('${lab.name}')
    const until = Date.now() + ${leaseMs}
    console.log(until)
    await lab.inject(${JSON.stringify(injection)}, { id: '${id}', until })
    process.kill(process.pid, 'SIGKILL')`,
  )
  t.match(await asker.ended, { signal: 'SIGKILL' }, 'it asked, and was killed')
  return { id, until: Number(readFileSync(asker.log, 'utf8')) }
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
