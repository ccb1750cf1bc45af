import t from 'tap'
import { keptRuns } from '../helpers/kept-runs.ts'
import { judgeRun } from '../helpers/parts.ts'
import { lies } from './lies.ts'

/* Every lie of the table, told in every recorded run that passes. `npm run torture -- liars` tells more of them; lab-lies.ts tells some to a real lab. */

const runs = [...keptRuns().values()].filter(({ verdict }) => verdict === 'pass')

for (const { title, tell } of lies)
  t.test(title, async (t) => {
    let told = 0
    for (const run of runs)
      for (const share of [0.05, 0.5, 0.95]) {
        const liar = structuredClone(run)
        if (!tell(liar, share)) continue
        told += 1
        const { verdict } = judgeRun(liar)
        if (verdict === 'pass') t.fail(`${run.scenario.name} passes all the same (share ${share})`)
      }
    t.ok(told > 0, `told ${told} times`)
  })
