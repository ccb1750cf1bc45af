import { sentence } from '../lib/format.ts'
import type { Phase } from '../model/run.ts'

/* How phases, figures and predictions are said, in English. Lessons and the page have them in their own languages. */

export const FIGURES_IN_ENGLISH = {
  /** When a snapshot was taken, for the middle of a sentence. */
  phases: { before: 'before the fault', during: 'during the outage', after: 'after recovery' } satisfies Record<Phase, string>,
  /** So many times as much. */
  times: (value: string) => `${value} times`,
  range: (least: string, most: string) => `${least} to ${most}`,
  /** Of two ways to compute it. */
  computedRange: (least: string, most: string) => `${least} to ${most}`,
  intervals: (number: number) => (number === 1 ? '1 interval' : `${number} intervals`),
  offset: (length: string) => `offset ${length}`,
  /** What is predicted, and how it was computed. */
  gap: (length: string, computed: string) => `gap ${length} (${computed})`,
  noGap: (interval: string) => `no gap: the ordinary distance of ${interval}`,
  /** For the middle of a sentence. */
  outcome: (predicted: string, measured: string, isMet: boolean) =>
    `predicted ${predicted}, measured ${measured}: ${isMet ? '' : 'not '}as predicted`,
  /** `back`: the replica that must be back before the gap shows. */
  predicted: (what: string, back?: string) => `Predicted before the fault${back === undefined ? '' : `, once ${back} is back`}: ${what}`,
  compared: (predicted: string, measured: string, isMet: boolean) =>
    `${predicted}, measured ${measured}${isMet ? '' : ': not as predicted'}.`,
  notCompared: (predicted: string) => `${predicted}.`,
  /** `why`: why the prediction does not apply. */
  void: (predicted: string, why: string) => `${predicted}. ${sentence(why)}.`,
  voidByFault: (fault: string, target: string) => `this does not apply: ${fault} of ${target} was injected before the gap was over`,
  voidByGap: (replica: string, length: string, from: string, to: string) =>
    `this does not apply: ${replica}, the other replica, has a gap of ${length} itself, from ${from} to ${to}`,
}

export type FigureWords = typeof FIGURES_IN_ENGLISH
