import type { Settings } from './lab.ts'

/* Values that are needed without the schemas: importing zod takes a command a tenth of a second, and a page 60 kB. */

/** What a runtime can do beyond starting and stopping the lab; a scenario names the ones that it needs. docs/scenarios.md says what each is. */
export const CAPABILITIES = [
  'keep-down',
  'freeze',
  'partition',
  'shape-traffic',
  'reconfigure',
  'fill-disk',
  'memory-limit',
  'nodes',
] as const

export type Capability = (typeof CAPABILITIES)[number]

/** The settings of a lab that is created without an option. */
export const DEFAULT_SETTINGS: Settings = { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast', workers: 0 }

/** The format of the run record that this version writes and reads; any other is refused by its number. */
export const FORMAT = 1

/** The format of a lab's own record (`lab.json`); any other is refused. */
export const LAB_FORMAT = 1
