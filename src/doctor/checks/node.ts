import { atLeast } from '../../lib/version.ts'
import type { MachineCheck } from '../check.ts'

/** As package.json says under `engines`. */
export const NODE_NEEDED = '20.19'

export function nodeCheck(version = process.versions.node): MachineCheck {
  return {
    id: 'node',
    title: 'Node.js',
    everyRuntime: true,
    look: async () =>
      atLeast(version, NODE_NEEDED)
        ? { status: 'ok', detail: version }
        : { status: 'missing', detail: `${version}, and the lab needs ${NODE_NEEDED} or later`, fix: 'nvm install --lts' },
  }
}
