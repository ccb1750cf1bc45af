import type { Suite } from './suite.ts'

/** Damaged files of a lab's state folder. */
export const state: Suite = {
  name: 'state',
  about: 'damaged files of the state folder: no crash, no hang, every refusal names a file',
  open: async () => ({ round: async () => [], close: async () => {} }),
}
