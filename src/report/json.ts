import type { Report } from './report.ts'

/** The run as the machine reads it: one object on one line, as described by `schemas/run.schema.json`; of several, `results` has them. */
export const jsonReport: Report = {
  name: 'json',
  render: (runs) => `${JSON.stringify(runs.length === 1 ? runs[0] : { schemaVersion: 1, results: runs })}\n`,
}
