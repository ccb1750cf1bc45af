import { formatDuration } from '../duration.ts'
import { LabError } from '../errors.ts'
import type { Settings, Timing } from '../model.ts'
import { command } from './labs.ts'

/** What a person typed for `up`; what was left out is undefined. */
export interface UpOptions {
  runtime: string
  workers?: number
  nodeImage?: string
  replicas?: number
  scrapeInterval?: number
  timing?: Timing
  engines?: string
  timeout: number
}

/** The settings of a new lab: what was typed, else the defaults. */
export function newSettings(options: UpOptions): Settings {
  return {
    replicas: options.replicas ?? 2,
    scrapeIntervalMs: options.scrapeInterval ?? 1000,
    timing: options.timing ?? 'fast',
    workers: options.workers ?? 0,
    ...(options.nodeImage === undefined ? {} : { nodeImage: options.nodeImage }),
  }
}

/** A lab keeps its settings for life. Throws `usage` where others were typed for one that is there. */
export function checkSame(name: string, has: Settings & { runtime: string }, options: UpOptions): void {
  const asked: [flag: string, asked: unknown, is: unknown][] = [
    ['--runtime', options.runtime === 'auto' ? undefined : options.runtime, has.runtime],
    ['--replicas', options.replicas, has.replicas],
    ['--scrape-interval', shown(options.scrapeInterval), shown(has.scrapeIntervalMs)],
    ['--timing', options.timing, has.timing],
    ['--workers', options.workers, has.workers],
    ['--node-image', options.nodeImage, has.nodeImage],
  ]
  const other = asked.find(([, wanted, is]) => wanted !== undefined && wanted !== is)
  if (other === undefined) return
  const [flag, wanted, is] = other
  throw new LabError('usage', `The lab "${name}" is there already, with ${flag} ${is ?? 'left out'}, not ${wanted}; nothing was changed`, {
    hint: `${command('down', name)}, then up again; or another --name`,
  })
}

function shown(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : formatDuration(ms)
}
