// Writes what is made from the code and checked in. Run it after a build: `npm run gen`.
import { writeFileSync } from 'node:fs'
import { answerSchemaFiles } from '../dist/cli/schema/files.js'
import { schemaFiles } from '../dist/report/schema/files.js'

for (const [path, text] of Object.entries({ ...schemaFiles(), ...answerSchemaFiles() })) {
  writeFileSync(new URL(`../${path}`, import.meta.url), text)
  console.log(path)
}
