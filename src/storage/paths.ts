import { join, resolve } from 'node:path'
import envPaths from 'env-paths'

const platform = envPaths('thanos-lab', { suffix: '' })

/**
 * The state folder: labs, runs, ledgers. `THANOS_LAB_HOME`, else the platform's: `~/.local/state/thanos-lab`
 * (`XDG_STATE_HOME`) on Linux, `~/Library/Application Support/thanos-lab` on macOS.
 */
export function stateHome(): string {
  return resolve(process.env['THANOS_LAB_HOME'] || (process.platform === 'darwin' ? platform.data : platform.log))
}

/** The cache folder, shared by all labs: `THANOS_LAB_CACHE`, else the platform's. */
export function cacheHome(): string {
  return resolve(process.env['THANOS_LAB_CACHE'] || platform.cache)
}

/** Everything of one lab: its record, its ledger, the runtime's own files. Gone after `down`. */
export function labFolder(lab: string): string {
  return join(stateHome(), 'labs', lab)
}

/** Runs of all labs; kept by `down`. */
export function runsFolder(): string {
  return join(stateHome(), 'runs')
}
