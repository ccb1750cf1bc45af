// Writes what is made from the code and checked in. Run it after a build: `npm run gen`.
import { writeFileSync } from 'node:fs'
import { scenarioVocabulary } from '../dist/app/select-scenarios.js'
import { schemaFiles } from '../dist/model/schema-files.js'
import { scenarioJsonSchema } from '../dist/scenario/json-schema.js'

const scenario = `${JSON.stringify(scenarioJsonSchema(await scenarioVocabulary()), null, 2)}\n`

for (const [path, text] of Object.entries({ ...schemaFiles(), 'scenarios/scenario.schema.json': scenario })) {
  writeFileSync(new URL(`../${path}`, import.meta.url), text)
  console.log(path)
}
