import { wrongProcesses } from './attacked-lab.ts'
import type { Attacked, Bench } from './attacks.ts'

/* What the suites that attack a native lab have in common. */

const NATIVE_LASTS: Record<Attacked, number> = {
  up: 3500,
  'up again': 800,
  chaos: 10_000,
  heal: 1500,
  down: 1200,
  audit: 1200,
  dashboard: 2500,
}

/** On a machine that is busy otherwise, a part that is Ready may miss a probe. */
const WHOLE_MS = 12_000

/** A lab of processes. */
export function nativeBench(name: string): Bench {
  return { name, up: ['--runtime', 'native'], lasts: NATIVE_LASTS, wholeWithinMs: WHOLE_MS, wrong: wrongProcesses }
}
