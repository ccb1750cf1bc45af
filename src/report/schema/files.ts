import { type ZodType, z } from 'zod'
import { runSchema } from './run.ts'
import { statusSchema } from './status.ts'

/** The JSON Schemas (draft-07) of the answers, as they lie in the package: path → text. */
export function schemaFiles(): Record<string, string> {
  return {
    'schemas/run.schema.json': schemaText(runSchema),
    'schemas/status.schema.json': schemaText(statusSchema),
  }
}

/** A schema as it lies in the package. */
export function schemaText(schema: ZodType): string {
  return `${JSON.stringify(z.toJSONSchema(schema, { target: 'draft-7' }), null, 2)}\n`
}
