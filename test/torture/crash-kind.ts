import fc from 'fast-check'
import { openCrash, type Victim } from './crash.ts'
import { commandsOnKind, kindBench } from './kind-bench.ts'
import type { Suite } from './suite.ts'

/** As `crash`, on kind: what runs the lab there is the cluster, and what is killed beside the command are its Docker clients. */
export const crashKind: Suite = {
  name: 'crash-kind',
  about: 'kill -9 of a command, or of its Docker client, on kind: heal and up repair it, nothing is orphaned',
  open: async () => openCrash({ ...(await kindBench('crash-kind')), victims, commands: commandsOnKind }),
}

const victims = fc.constantFrom<Victim>('the command', 'the command', 'docker')
