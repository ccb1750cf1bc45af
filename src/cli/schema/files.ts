import { schemaText } from '../../report/schema/files.ts'
import { chaosSchema } from './chaos.ts'
import { doctorSchema } from './doctor.ts'
import { errorSchema } from './error.ts'
import { explainSchema } from './explain.ts'
import { querySchema } from './query.ts'
import { scenarioCheckSchema, scenarioNewSchema, scenarioShowSchema, scenariosSchema } from './scenario.ts'
import { completionSchema, downSchema, healSchema, runsSchema } from './small.ts'

/** The JSON Schemas (draft-07) of the answers that are the command line's own, as they lie in the package: path → text. */
export function answerSchemaFiles(): Record<string, string> {
  return {
    'schemas/chaos.schema.json': schemaText(chaosSchema),
    'schemas/completion.schema.json': schemaText(completionSchema),
    'schemas/doctor.schema.json': schemaText(doctorSchema),
    'schemas/down.schema.json': schemaText(downSchema),
    'schemas/error.schema.json': schemaText(errorSchema),
    'schemas/explain.schema.json': schemaText(explainSchema),
    'schemas/heal.schema.json': schemaText(healSchema),
    'schemas/query.schema.json': schemaText(querySchema),
    'schemas/runs.schema.json': schemaText(runsSchema),
    'schemas/scenario-check.schema.json': schemaText(scenarioCheckSchema),
    'schemas/scenario-new.schema.json': schemaText(scenarioNewSchema),
    'schemas/scenario-show.schema.json': schemaText(scenarioShowSchema),
    'schemas/scenarios.schema.json': schemaText(scenariosSchema),
  }
}
