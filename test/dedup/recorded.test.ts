import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import type { RunRecord } from '../../src/model/run.ts'
import { analyseRun } from '../../src/verdict/analysis.ts'
import { compareRates, compareViews } from '../../src/verdict/model-comparison.ts'

/* Real runs at 5 s and at 15 s, of which the last snapshot was kept (`scripts/campaign.js --record`): Query's answers against the model, again. */

const folder = new URL('recorded/', import.meta.url)
const names = new Set(readdirSync(new URL('../scenarios/merge', import.meta.url)).map((file) => file.replace('.yaml', '')))
const files = readdirSync(folder)

t.test('each kind of damage was recorded at either interval', async (t) => {
  t.same(files, [...names].flatMap((name) => [`${name}-15s.json`, `${name}-5s.json`]).sort())
})

for (const file of files)
  t.test(file, async (t) => {
    const analysis = analyseRun(JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as RunRecord)
    const { series, queries } = analysis
    const compared = [
      ...Object.values(series).map((one) => [one.name, compareViews(one, analysis, () => ({ algorithm: 'penalty' }))[0]] as const),
      ...Object.values(queries).map((one) => [one.name, compareRates(one, analysis, 'penalty')[0]] as const),
    ]
    t.same(compared.map(([name]) => name).slice(0, 3), ['gauge', 'up', 'clock'])
    for (const [name, one] of compared) {
      t.match(one, { differing: 0, replicas: ['prometheus-0', 'prometheus-1'] }, name)
      t.ok('compared' in one! && one.compared > 20, `${name}: there is something to compare`)
    }
  })
