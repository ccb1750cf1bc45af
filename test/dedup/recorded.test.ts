import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import type { Journal } from '../../src/model/run.ts'
import { comparisons, ratesOf } from '../../src/verdict/model-comparison.ts'

/* Real runs at 5 s and at 15 s, of which the last look was kept (`scripts/campaign.js --record`): Query's answers against the model, again. */

const folder = new URL('recorded/', import.meta.url)
const names = new Set(readdirSync(new URL('../scenarios/merge', import.meta.url)).map((file) => file.replace('.yaml', '')))
const files = readdirSync(folder)

t.test('each kind of trouble was recorded at either interval', async (t) => {
  t.same(files, [...names].flatMap((name) => [`${name}-15s.json`, `${name}-5s.json`]).sort())
})

for (const file of files)
  t.test(file, async (t) => {
    const run = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Journal
    for (const [name, series] of Object.entries(run.series)) {
      const [compared] = comparisons(series, run, () => ({ algorithm: 'penalty' }))
      t.match(compared, { differing: 0, replicas: ['prometheus-0', 'prometheus-1'] }, name)
      t.ok('compared' in compared! && compared.compared > 20, `${name}: there is something to compare`)
    }
    for (const [name, question] of Object.entries(run.questions ?? {})) {
      const [rates] = ratesOf(question, run, 'penalty')
      t.match(rates, { differing: 0, replicas: ['prometheus-0', 'prometheus-1'] }, name)
      t.ok('compared' in rates! && rates.compared > 20, `${name}: there is something to compare`)
    }
  })
