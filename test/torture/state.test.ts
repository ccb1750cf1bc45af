import t from 'tap'
import { LIVE_EVERY, state } from './state.ts'
import { torture } from './suite.ts'

t.setTimeout(10 * 60_000)

// A share of `npm run torture -- state`, another one each time; one lab of it runs.
const rounds = 8
const seed = LIVE_EVERY * (1 + Math.floor(Math.random() * 1_000_000)) - 4

t.test(`damaged state folders: npm run torture -- state --rounds ${rounds} --seed ${seed}`, async (t) => {
  const { failures } = await torture(state, { rounds, seed })
  for (const failure of failures) t.fail(`seed ${failure.seed}: ${failure.problems.join('\n')}`)
  t.equal(failures.length, 0)
})
