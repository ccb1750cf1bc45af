import type { Suite } from './suite.ts'

/** Every suite: name → loader, so that one is run without the others. */
export const suites: Record<string, () => Promise<Suite>> = {
  soak: async () => (await import('./soak.ts')).soak,
  state: async () => (await import('./state.ts')).state,
}
