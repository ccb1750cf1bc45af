// Says that translations are up to date with the English text as it is now: `npm run translated -- FILE...`. Without a FILE it only prints which are
// behind (exit 1). Nothing else writes this: a person has read both.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { behind, sourceOf, stamped, translationFiles } from './translation.js'

const files = process.argv.slice(2).map((file) => relative('.', resolve(file)).replaceAll('\\', '/'))
if (files.length === 0) printStates()
else for (const file of files) stamp(file)

function printStates() {
  const all = translationFiles('.')
  const late = all
    .map((file) => behind(file, readFileSync(file, 'utf8'), readFileSync(sourceOf(file), 'utf8')))
    .filter((one) => one !== undefined)
  console.log(late.length === 0 ? `All ${all.length} translations are up to date.` : late.join('\n'))
  if (late.length > 0) process.exitCode = 1
}

function stamp(file) {
  const source = sourceOf(file)
  const missing = [file, source].find((one) => one !== undefined && !existsSync(one))
  if (source === undefined || missing !== undefined) {
    const known = translationFiles('.').join(', ')
    console.error(missing === undefined ? `${file} is no translation; there are ${known}` : `There is no file ${missing}`)
    process.exitCode = 2
    return
  }
  writeFileSync(file, stamped(readFileSync(file, 'utf8'), source, readFileSync(source, 'utf8')))
  console.log(`${file}: up to date with ${source}`)
}
