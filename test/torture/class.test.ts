import t from 'tap'
import { Room } from './class.ts'
import { torture } from './suite.ts'

t.setTimeout(10 * 60_000)

// A share of `npm run torture -- class`: a small room, each attack once.
t.test('npm run torture -- class, with six learners', async (t) => {
  const suite = {
    name: 'class',
    about: '',
    open: async () => new Room({ learners: 6, pauseMs: 600, roundMs: 1500, isTimed: false }).open(),
  }
  const { rounds, failures, problems, figures } = await torture(suite, { rounds: 5, seed: 0 })
  for (const line of figures) t.comment(line)
  t.equal(rounds, 5)
  t.same(failures, [])
  t.same(problems, [])
})
