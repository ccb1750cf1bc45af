import type { Test } from 'tap'
import type { Evidence } from '../../../src/model/run.ts'
import type { Injection } from '../../../src/runtime/injection.ts'
import type { Hold, Lab, PodRef } from '../../../src/runtime/runtime.ts'
import { child } from '../../helpers/child.ts'
import { until } from '../../helpers/until.ts'
import type { Contract } from '../contract.ts'

let holds = 0

/**
 * How long a hold lasts that ends by itself, milliseconds. What asks for it is a process of its own, which on a busy machine takes 5 s
 * and more until it has asked: the hold must outlast that, so that its proof is still there to see.
 */
export const SHORT_HOLD = 20_000
/** Within which its end is seen. */
export const ITS_END = 60_000

/** A hold of its own, for that long. */
export function holdFor(ms: number): Hold {
  holds += 1
  return { id: `${holds}-${Date.now().toString(36)}`, until: Date.now() + ms }
}

/** What another process asks a lab for: a disturbance, or to delete a pod. */
type Asked = { disturb: Injection } | { deletePod: PodRef }

/** Another process of the lab asks for it, and is dead right after that. */
export async function askedByTheDead(
  t: Test,
  { runtime, lab }: Pick<Contract, 'runtime' | 'lab'>,
  asked: Asked,
  hold: Hold,
): Promise<void> {
  const [[what, of] = []] = Object.entries(asked)
  const asker = child(
    t,
    `
    const { runtimes } = await import(dist + 'catalogue.js')
    const runtime = await runtimes.find(({ name }) => name === '${runtime.name}').load()
    const lab = await runtime.open('${lab.name}')
    await lab.${what}(${JSON.stringify(of)}, ${JSON.stringify(hold)})
    process.kill(process.pid, 'SIGKILL')`,
  )
  t.match(await asker.ended, { signal: 'SIGKILL' }, 'it asked, and was killed')
}

/** A disturbance from its proof until it is ended, twice. */
export async function during(
  t: Test,
  lab: Lab,
  disturbance: Injection,
  work: (evidence: Evidence, lookAgain: () => Promise<Evidence>) => Promise<void>,
): Promise<void> {
  const hold = holdFor(10 * 60_000)
  t.match(await lab.injectionEvidence(disturbance, hold), { verified: false, detail: /./ }, `${disturbance.kind} is not in force`)
  await lab.inject(disturbance, hold)
  try {
    await work(await verified(lab, disturbance, hold), () => lab.injectionEvidence(disturbance, hold))
  } finally {
    await lab.endInjection(disturbance, hold)
  }
  await lab.endInjection(disturbance, hold)
  t.match(await lab.injectionEvidence(disturbance, hold), { verified: false, detail: /./ }, `${disturbance.kind} is over`)
}

export function verified(lab: Lab, disturbance: Injection, hold: Hold): Promise<Evidence> {
  const look = async () => {
    const evidence = await lab.injectionEvidence(disturbance, hold)
    return evidence.verified && evidence
  }
  return until(`${disturbance.kind} is verified`, look, 180_000)
}
