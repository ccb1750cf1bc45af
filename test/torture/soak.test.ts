import t from 'tap'
import { soak } from './soak.ts'
import { torture } from './suite.ts'

t.setTimeout(10 * 60_000)

// A share of `npm run torture -- soak`, another one each time. Linux alone shows what a process takes.
const rounds = 2
const seed = 40 * Math.floor(Math.random() * 1_000_000)
const skip = process.platform !== 'linux'

t.test(`scenario after scenario: npm run torture -- soak --rounds ${rounds} --seed ${seed}`, { skip }, async (t) => {
  const { failures, problems } = await torture(soak, { rounds, seed })
  for (const failure of failures) t.fail(`seed ${failure.seed}: ${failure.problems.join('\n')}`)
  t.same(problems, [])
})
