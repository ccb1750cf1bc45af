import { type ZodType, z } from 'zod'
import { runSchema } from './run.ts'
import { statusSchema } from './status.ts'

/** The JSON Schemas (draft-07) of the answers, as they lie in the package: path → text. */
export function schemaFiles(): Record<string, string> {
  return {
    'schemas/run.schema.json': text(runSchema),
    'schemas/status.schema.json': text(statusSchema),
  }
}

function text(schema: ZodType): string {
  return `${JSON.stringify(z.toJSONSchema(schema, { target: 'draft-7' }), null, 2)}\n`
}
