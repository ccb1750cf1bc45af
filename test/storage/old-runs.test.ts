import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { boundRuns, MOST_RUNS, oldRuns } from '../../src/storage/old-runs.ts'
import { runIds } from '../../src/storage/run-ids.ts'
import { ownHome } from './home.ts'

const id = (day: number) => `202611${String(day).padStart(2, '0')}T120000Z-kill-replica-aaaa`
const ids = [id(20), id(10), id(1)]
const at = (index: number) => `20260101T${new Date(index * 1000).toISOString().slice(11, 19).replaceAll(':', '')}Z-x-aaaa`
const now = Date.UTC(2026, 10, 21, 12)
const DAY_MS = 86_400_000

t.test('a run is old where each limit says so', async (t) => {
  t.same(oldRuns(ids, { keep: 1 }, now), [id(10), id(1)])
  t.same(oldRuns(ids, { olderThanMs: 11 * DAY_MS }, now), [id(10), id(1)])
  t.same(oldRuns(ids, { olderThanMs: 11 * DAY_MS + 1 }, now), [id(1)])
  t.same(oldRuns(ids, { keep: 2, olderThanMs: 2 * DAY_MS }, now), [id(1)])
  t.same(oldRuns(ids, { keep: 5 }, now), [])
})

t.test('the oldest beyond the most that are kept are removed, and what is no run is not', async (t) => {
  const home = ownHome(t)
  for (let index = 0; index < MOST_RUNS + 2; index += 1) mkdirSync(join(home, 'runs', at(index)), { recursive: true })
  mkdirSync(join(home, 'runs', 'mine'))
  writeFileSync(join(home, 'runs', at(0), 'run.json'), '{}')
  t.same(await boundRuns(), [at(1), at(0)])
  t.equal((await runIds()).length, MOST_RUNS)
  t.notOk(existsSync(join(home, 'runs', at(0))))
  t.ok(existsSync(join(home, 'runs', 'mine')))
})
