import { z } from 'zod'
import { seriesName } from './observe.ts'
import { type Fitting, referenceRegistry, wordsFor } from './references.ts'
import { scenarioSchema, type Vocabulary } from './schema.ts'
import { choicesOf } from './zod-messages.ts'

type Json = z.core.JSONSchema.BaseSchema

// Stand for every name under `observe`, which JSON Schema knows by its form only, and not by what it names.
const ANY_SERIES = '*'
const ANY_QUERY = '?'

/** The JSON Schema (draft-07, which editors read) of a scenario file, made from the schema that files are read with. */
export function scenarioJsonSchema(catalogue: Vocabulary): Record<string, unknown> {
  const { $schema, ...schema } = convert(scenarioSchema(catalogue, { [ANY_SERIES]: 'series', [ANY_QUERY]: 'query' }), catalogue)
  return { $schema, title: 'A scenario of thanos-lab', ...schema }
}

function convert(schema: z.ZodType, catalogue: Vocabulary): Json {
  return z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      const reference = referenceRegistry.get(zodSchema)
      const fitting = reference === undefined ? undefined : wordsFor(reference, catalogue.parts)
      if (fitting !== undefined) nameWords(jsonSchema, fitting)
      const choices = choicesOf(zodSchema)
      if (choices !== undefined) Object.assign(jsonSchema, ANY_SERIES in choices ? anyName(choices, catalogue) : anyKey(choices, catalogue))
    },
  })
}

/** What may be named, as a list: an editor completes it, and marks what is mistyped. The form of any name is then of no use. */
function nameWords(json: Json, { words, pods }: Fitting): void {
  delete json.pattern
  Object.assign(json, pods === undefined ? { enum: words } : { anyOf: [{ enum: words }, { pattern: pods }] })
}

function anyKey(choices: Record<string, z.ZodType>, catalogue: Vocabulary): Json {
  return {
    anyOf: Object.entries(choices).map(([key, value]) => ({ ...one({ properties: { [key]: inner(value, catalogue) } }), required: [key] })),
  }
}

function anyName(choices: Record<string, z.ZodType>, catalogue: Vocabulary): Json {
  const { [ANY_SERIES]: series, [ANY_QUERY]: query, ...probes } = choices
  return one({
    minProperties: 1,
    maxProperties: 1,
    properties: Object.fromEntries(Object.entries(probes).map(([name, value]) => [name, inner(value, catalogue)])),
    patternProperties: { [seriesName(catalogue.probes).source]: { anyOf: [inner(series!, catalogue), inner(query!, catalogue)] } },
  })
}

function one(keywords: Json): Json {
  return { type: 'object', ...keywords, additionalProperties: false }
}

function inner(schema: z.ZodType, catalogue: Vocabulary): Json {
  const { $schema: _, ...rest } = convert(schema, catalogue)
  return rest
}
