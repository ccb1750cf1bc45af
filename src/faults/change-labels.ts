import { z } from 'zod'
import { sendRequest } from '../lib/http.ts'
import type { Evidence } from '../model/run.ts'
import { REPLICA_LABEL, replicaNames, replicaNumber } from '../model/workloads.ts'
import type { Lab } from '../runtime/runtime.ts'
import { editConfig, ROLL_OUT_MS, verifiedOnce } from './config-edit.ts'
import { injectionFault } from './define.ts'

/** What the label is called where it is renamed. */
const RENAMED = 'prometheus_replica'

/** How the label by which Query distinguishes replicas changes, and how each replica's configuration then reads. */
const LABELS = {
  missing: {
    change: (labels: Labels) => void delete labels[REPLICA_LABEL],
    shows: (text: string) => valueOf(REPLICA_LABEL, text) === undefined,
  },
  equal: {
    change: (labels: Labels) => void (labels[REPLICA_LABEL] = 'the-same'),
    shows: (text: string) => valueOf(REPLICA_LABEL, text) === 'the-same',
  },
  renamed: {
    change: (labels: Labels) => {
      labels[RENAMED] = labels[REPLICA_LABEL] ?? ''
      delete labels[REPLICA_LABEL]
    },
    shows: (text: string) => valueOf(RENAMED, text) !== undefined && valueOf(REPLICA_LABEL, text) === undefined,
  },
} as const

type Labels = Record<string, string>

/** What a line `LABEL: VALUE` of a configuration says; undefined where there is none. */
function valueOf(label: string, text: string): string | undefined {
  return new RegExp(`^\\s+${label}: *(.*)$`, 'm').exec(text)?.[1]
}

/** The replicas' external label is not the one that Query deduplicates by. */
export const changeLabels = injectionFault({
  name: 'change-labels',
  summary: "Changes the replicas' external label: missing, equal on both, or renamed",
  kind: 'change',
  verifyMs: ROLL_OUT_MS,

  args: (types) =>
    z.strictObject({
      'replica-label': z.enum(['missing', 'equal', 'renamed']).describe('How the label changes.'),
      for: types.duration.exactOptional().describe('How long; left out, until it is healed.'),
    }),

  async plan(lab, { 'replica-label': how }) {
    const text = await editConfig(lab, (config) => LABELS[how].change(config.global.external_labels))
    return { injection: { kind: 'change', edits: [text] }, target: `the replica label, ${how}` }
  },

  effect: (lab, { 'replica-label': how }) => loaded(lab, LABELS[how].shows, 'runs with the changed labels'),
  recovered: (lab) =>
    verifiedOnce(() => loaded(lab, (text) => replicaNumber(valueOf(REPLICA_LABEL, text) ?? '') !== undefined, 'runs as before')),
})

/** Whether every replica's running configuration is as it should be. */
async function loaded(lab: Lab, fits: (config: string) => boolean, words: string): Promise<Evidence> {
  const replicas = replicaNames(lab.settings.replicas)
  const texts = await Promise.all(replicas.map((replica) => configOf(lab, replica)))
  const not = replicas.filter((_, index) => !fits(texts[index] ?? ''))
  if (not.length > 0) return { verified: false, detail: `${not.join(', ')} has not loaded it yet` }
  return { verified: true, detail: `${replicas.join(', ')} ${words}` }
}

async function configOf(lab: Lab, replica: string): Promise<string> {
  const reply = await sendRequest(lab.address(replica), '/api/v1/status/config', { timeoutMs: 5000 }).catch(() => undefined)
  return (reply?.body as { data?: { yaml?: string } } | undefined)?.data?.yaml ?? ''
}
