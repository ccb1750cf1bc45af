import { z } from 'zod'
import type { Fault } from '../../src/faults/define.ts'
import { containerOf, podOf } from '../../src/faults/targets.ts'
import { sendRequest } from '../../src/lib/http.ts'

interface Undo extends Record<string, unknown> {
  pod: string
  /** Which start of Prometheus is asked to end. */
  id: string
}

/** Prometheus is asked over HTTP to end; with `--web.enable-lifecycle` anybody who reaches its port can. Its data are kept. */
export const quit: Fault = {
  name: 'quit',
  summary: 'Asks a Prometheus to end',
  args: (kit) => z.strictObject({ replica: kit.replica.describe('Which replica.') }),
  needs: () => [],

  async plan(lab, { replica }, id) {
    const pod = await podOf(lab, String(replica))
    const undo: Undo = { pod: pod.name, id: containerOf(pod, 'prometheus').id }
    const now = Date.now()
    return {
      id,
      fault: 'quit',
      lab: lab.name,
      target: pod.name,
      replica: pod.name,
      plannedAt: new Date(now).toISOString(),
      endsBy: now,
      undo,
    }
  },

  async inject(lab, { undo }) {
    await sendRequest(lab.address((undo as Undo).pod), '/-/quit', { method: 'POST', timeoutMs: 5000 })
  },

  async verify(lab, { undo }) {
    const { pod, id } = undo as Undo
    const container = containerOf(await podOf(lab, pod), 'prometheus')
    const ended = container.lastExit !== undefined && (container.id !== id || !container.running)
    const exitCode = container.lastExit?.code ?? -1
    if (!ended) return { verified: false, detail: `the Prometheus of ${pod} runs on` }
    return { verified: true, detail: `the Prometheus of ${pod} ended with ${exitCode}`, facts: { exitCode } }
  },

  // The kubelet starts it again: nothing is left to undo.
  heal: async () => {},
}
