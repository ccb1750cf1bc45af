import { commandsOnKind, kindBench } from './kind-bench.ts'
import { openSignals } from './signals.ts'
import type { Suite } from './suite.ts'

/** As `signals`, on kind. */
export const signalsKind: Suite = {
  name: 'signals-kind',
  about: 'SIGINT, SIGTERM, SIGHUP at any moment, on kind: healed before exit; a second one says what it leaves',
  open: async () => openSignals(await kindBench('signals-kind'), commandsOnKind),
}
