import t from 'tap'
import { answers } from './answers.ts'
import { runFiles } from './run-files.ts'
import { scenarioFiles } from './scenario-files.ts'
import { torture } from './suite.ts'

/* A small share of what `npm run torture` does; the seeds are fixed, so that a failure is of the change and not of chance. */

const SHARES = [
  { suite: scenarioFiles, rounds: 150, seed: 1401 },
  { suite: runFiles, rounds: 60, seed: 1401 },
  { suite: answers, rounds: 3, seed: 1401 },
]

for (const { suite, rounds, seed } of SHARES)
  t.test(suite.name, async (t) => {
    t.same((await torture(suite, { rounds, seed })).failures, [])
  })
