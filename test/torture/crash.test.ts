import t from 'tap'
import { crash } from './crash.ts'
import { signals } from './signals.ts'
import { torture } from './suite.ts'

t.setTimeout(15 * 60_000)

// A share of `npm run torture -- crash signals`, another one each time.
for (const [suite, rounds] of [
  [crash, 4],
  [signals, 3],
] as const) {
  const seed = Math.floor(Math.random() * 1_000_000)
  t.test(`npm run torture -- ${suite.name} --rounds ${rounds} --seed ${seed}`, async (t) => {
    const { failures } = await torture(suite, { rounds, seed })
    for (const failure of failures) t.fail(`seed ${failure.seed}: ${failure.problems.join('\n')}`)
    t.equal(failures.length, 0)
  })
}
