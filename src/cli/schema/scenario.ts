import { z } from 'zod'
import { outcome } from '../../report/schema/plan.ts'

/* The answers about scenario files. */

const about = {
  name: z.string(),
  title: z.string(),
  teaches: z.string(),
  needs: z.array(z.string()).describe('Abilities of the runtime.'),
  outcome: outcome.describe('What it is expected to end with.'),
}

/** `scenario list --json`, `chaos --list --json`. */
export const scenariosSchema = z
  .strictObject({ schemaVersion: z.literal(1), scenarios: z.array(z.strictObject(about)) })
  .meta({ title: 'The scenarios' })

/** `scenario show NAME --json`. */
export const scenarioShowSchema = z
  .strictObject({ schemaVersion: z.literal(1), ...about, file: z.string(), text: z.string() })
  .meta({ title: 'A scenario' })

/** `scenario new FILE --json`. */
export const scenarioNewSchema = z
  .strictObject({ schemaVersion: z.literal(1), file: z.string(), schema: z.string().describe('The JSON Schema beside it.') })
  .meta({ title: 'A new scenario file' })

const checked = z.strictObject({
  file: z.string(),
  fits: z.boolean(),
  complaints: z.array(z.string()).describe('`file:line:column: what was expected there`, each.'),
})

/** `scenario check FILE... --json`; exit 2 where one does not fit. */
export const scenarioCheckSchema = z
  .strictObject({ schemaVersion: z.literal(1), files: z.array(checked) })
  .meta({ title: 'Scenario files, checked' })
