import type { Suite } from './suite.ts'

/** Every suite: name → loader, so that one is run without the others. */
export const suites: Record<string, () => Promise<Suite>> = {
  liars: async () => (await import('./liars.ts')).liars,
  state: async () => (await import('./state.ts')).state,
}
