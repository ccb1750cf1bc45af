import type { Report } from './report.ts'

/** The run as the machine reads it: one object on one line, as described by `schemas/run.schema.json`. */
export const jsonReport: Report = {
  name: 'json',
  render: (run) => `${JSON.stringify(run)}\n`,
}
