import { z, type ZodType } from 'zod'
import {
  chaosSchema,
  completionSchema,
  dashboardSchema,
  doctorSchema,
  downSchema,
  errorSchema,
  explainSchema,
  healSchema,
  pruneSchema,
  runsSchema,
  scenarioCheckSchema,
  scenarioNewSchema,
  scenarioShowSchema,
  scenariosSchema,
  statusSchema,
} from './answers.ts'
import { auditSchema } from './audit.ts'
import { bundleInstallSchema, bundleSchema } from './bundle-answers.ts'
import { classLeaveSchema, classResultsSchema, classServeSchema, classStatusSchema } from './class-answers.ts'
import {
  lessonCheckSchema,
  lessonHintSchema,
  lessonListSchema,
  lessonResetSchema,
  lessonScreenSchema,
  lessonTrialsSchema,
} from './lesson-answers.ts'
import { querySchema } from './query-answer.ts'
import { run } from './run.ts'

/** The JSON Schemas (draft-07) of the run and of every answer, as they lie in the package: path → text. */
export function schemaFiles(): Record<string, string> {
  return {
    'schemas/audit.schema.json': schemaText(auditSchema),
    'schemas/bundle-install.schema.json': schemaText(bundleInstallSchema),
    'schemas/bundle.schema.json': schemaText(bundleSchema),
    'schemas/chaos.schema.json': schemaText(chaosSchema),
    'schemas/class-leave.schema.json': schemaText(classLeaveSchema),
    'schemas/class-results.schema.json': schemaText(classResultsSchema),
    'schemas/class-serve.schema.json': schemaText(classServeSchema),
    'schemas/class-status.schema.json': schemaText(classStatusSchema),
    'schemas/completion.schema.json': schemaText(completionSchema),
    'schemas/dashboard.schema.json': schemaText(dashboardSchema),
    'schemas/doctor.schema.json': schemaText(doctorSchema),
    'schemas/down.schema.json': schemaText(downSchema),
    'schemas/error.schema.json': schemaText(errorSchema),
    'schemas/explain.schema.json': schemaText(explainSchema),
    'schemas/heal.schema.json': schemaText(healSchema),
    'schemas/lesson-check-all.schema.json': schemaText(lessonTrialsSchema),
    'schemas/lesson-check.schema.json': schemaText(lessonCheckSchema),
    'schemas/lesson-hint.schema.json': schemaText(lessonHintSchema),
    'schemas/lesson-list.schema.json': schemaText(lessonListSchema),
    'schemas/lesson-reset.schema.json': schemaText(lessonResetSchema),
    'schemas/lesson-screen.schema.json': schemaText(lessonScreenSchema),
    'schemas/query.schema.json': schemaText(querySchema),
    'schemas/runs-prune.schema.json': schemaText(pruneSchema),
    'schemas/run.schema.json': schemaText(run),
    'schemas/runs.schema.json': schemaText(runsSchema),
    'schemas/scenario-check.schema.json': schemaText(scenarioCheckSchema),
    'schemas/scenario-new.schema.json': schemaText(scenarioNewSchema),
    'schemas/scenario-show.schema.json': schemaText(scenarioShowSchema),
    'schemas/scenarios.schema.json': schemaText(scenariosSchema),
    'schemas/status.schema.json': schemaText(statusSchema),
  }
}

function schemaText(schema: ZodType): string {
  return `${JSON.stringify(z.toJSONSchema(schema, { target: 'draft-7' }), null, 2)}\n`
}
