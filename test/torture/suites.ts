import type { Suite } from './suite.ts'

/** Every suite: name → loader, so that one is run without the others. */
export const suites: Record<string, () => Promise<Suite>> = {
  answers: async () => (await import('./answers.ts')).answers,
  pressure: async () => (await import('./pressure.ts')).pressure,
  'run-files': async () => (await import('./run-files.ts')).runFiles,
  'scenario-files': async () => (await import('./scenario-files.ts')).scenarioFiles,
  class: async () => (await import('./class.ts')).classSuite,
  soak: async () => (await import('./soak.ts')).soak,
  liars: async () => (await import('./liars.ts')).liars,
  state: async () => (await import('./state.ts')).state,
  crash: async () => (await import('./crash.ts')).crash,
  'crash-kind': async () => (await import('./crash-kind.ts')).crashKind,
  signals: async () => (await import('./signals.ts')).signals,
  'signals-kind': async () => (await import('./signals-kind.ts')).signalsKind,
}
