import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type Run, run as runSchema } from '../../src/model/run.ts'

const FOLDER = new URL('../report/', import.meta.url)

/** A compressed text below test/report/. */
export function unzipped(path: string): string {
  return gunzipSync(readFileSync(new URL(path, FOLDER))).toString('utf8')
}

/** A recorded run of each scenario, by its name; `npm run pictures` keeps them. */
export function keptRuns(): Map<string, Run> {
  const names = readdirSync(new URL('runs/', FOLDER)).map((file) => file.replace(/\.json\.gz$/, ''))
  return new Map(names.map((name) => [name, runSchema.parse(JSON.parse(unzipped(`runs/${name}.json.gz`)))]))
}
