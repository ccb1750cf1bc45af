import type { Phase } from '../model/run.ts'
import type { Expectation, Limits } from '../model/scenario.ts'

/** The check by which a scenario says how Query merges. */
export const MATCHES_MODEL = 'matches-model'

/** What it may say, as Query's own option has it. */
export const ALGORITHMS = ['penalty', 'chain'] as const
type Algorithm = (typeof ALGORITHMS)[number]

/** How Query merges a series at a phase, as a scenario's expectations say it; undefined where they do not. */
export function statedAlgorithm(expectations: readonly Expectation[], name: string, phase: Phase): Algorithm | undefined {
  const stated = expectations.find(({ of, check }) => of === name && check === MATCHES_MODEL)
  return stated === undefined ? undefined : algorithmAt(stated.limits, phase)
}

/** By the limits of such a check. */
export function algorithmAt(limits: Limits, phase: Phase): Algorithm {
  return ALGORITHMS.find((name) => name === (limits['is'] ?? limits[phase])) ?? 'penalty'
}
