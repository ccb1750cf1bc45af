import t from 'tap'
import type { Evidence, RunRecord } from '../../src/model/run.ts'
import { closeFault, openFaults } from '../../src/storage/ledger.ts'
import { ownHome } from '../storage/home.ts'
import { judgeRun } from '../helpers/parts.ts'
import { fault, recordOf } from './quiet-lab.ts'

/* A fault is looked at once more before its end: a run in which one ended early is inconclusive, whatever was observed at its begin. */

/** How long a fault lasts that ends by itself. */
const TIME_MS = 3000

const active: Evidence = { verified: true, detail: 'it lasts' }
const over: Evidence = { verified: false, detail: 'it is as before' }

/** A fault that `lasts` says that of when it is looked at. */
const saying = (lasts: () => Promise<Evidence>, ms?: number) => fault('it', () => {}, ms, { lasts })

/** As `thanos-lab heal` in another terminal. */
async function healedByAnother(): Promise<Evidence> {
  for (const { lab, id } of await openFaults('quiet')) await closeFault(lab, id)
  return active
}

const steps = [{ fault: 'it', args: {} }, { wait: TIME_MS + 100 }]
const NOT_SEEN = 'It was not seen that the it of it lasted to its end:'

/** The verdict, and its reasons as one text. */
function judged(record: RunRecord): { verdict: string; reasons: string } {
  const { verdict, inconclusiveReasons } = judgeRun(record)
  return { verdict, reasons: inconclusiveReasons.join(' ') }
}

t.test('one that is active right before its end', async (t) => {
  ownHome(t)
  for (const ms of [TIME_MS, undefined]) {
    const record = await recordOf([saying(async () => active, ms)], steps)
    t.match(record.faults, [{ lasted: active }])
    t.notOk(judged(record).reasons.includes(NOT_SEEN))
  }
})

t.test('one that is not ended early: its end is when that was seen, and the run is inconclusive', async (t) => {
  ownHome(t)
  const record = await recordOf([saying(async () => over, TIME_MS)], steps)
  const [entry] = record.faults
  t.match(entry, { lasted: over })
  const lasted = Date.parse(entry?.healedAt ?? '') - Date.parse(entry?.injectedAt ?? '')
  t.ok(lasted < TIME_MS, `it is said to have lasted ${lasted} of ${TIME_MS} ms`)
  t.match(judged(record), { verdict: 'inconclusive', reasons: `${NOT_SEEN} it is as before.` })
})

t.test('so it is with one that lasts until it is healed, which is looked at right before that', async (t) => {
  ownHome(t)
  const looked: number[] = []
  const record = await recordOf([saying(async () => (looked.push(Date.now()), over))], [...steps, { heal: 'it' }, { wait: 100 }])
  t.ok((looked[0] ?? 0) - Date.parse(record.faults[0]?.injectedAt ?? '') > TIME_MS, 'after the wait')
  t.match(judged(record), { verdict: 'inconclusive', reasons: `${NOT_SEEN} it is as before.` })
})

t.test('one that another command has healed, whether that is seen before its end or only when it is healed', async (t) => {
  ownHome(t)
  const lasting = fault('it', () => {}, undefined, { lasts: async () => active, inject: async () => void (await healedByAnother()) })
  const ending = fault('it', () => {}, TIME_MS, { lasts: async () => (await healedByAnother(), over) })
  const unseen = fault('it', () => {}, 50, {
    lasts: async () => active,
    inject: async () => void (await new Promise((resolve) => setTimeout(resolve, 100)), await healedByAnother()),
  })
  for (const one of [lasting, ending, unseen]) {
    const record = await recordOf([one], steps)
    t.match(judged(record), { verdict: 'inconclusive', reasons: `${NOT_SEEN} another command has healed it.` })
  }
})

t.test('one that holds nothing until then is not looked at: a container that starts again is to do so', async (t) => {
  ownHome(t)
  const record = await recordOf([saying(async () => over, 0), fault('other', () => {}, TIME_MS)], [...steps, { fault: 'other', args: {} }])
  t.match(record.faults, [
    { fault: 'it', lasted: undefined },
    { fault: 'other', lasted: undefined },
  ])
})

t.test('an answer that fails is asked for again; one that comes after the end says nothing', async (t) => {
  ownHome(t)
  let asked = 0
  const flaky = async () => {
    if ((asked += 1) === 1) throw new Error('not within 5000 ms')
    return active
  }
  t.match(await recordOf([saying(flaky)], steps), { faults: [{ lasted: active }] })
  const late = () => new Promise<Evidence>((resolve) => setTimeout(() => resolve(over), TIME_MS))
  t.match(await recordOf([saying(late, TIME_MS)], steps), { faults: [{ lasted: undefined }] })
})

t.test('where a later fault hit the same pod, the scenario itself may have ended the first', async (t) => {
  ownHome(t)
  const record = await recordOf(
    [saying(async () => over), fault('other', () => {}, 0)],
    [
      { fault: 'it', args: {} },
      { fault: 'other', args: {} },
    ],
  )
  t.match(record.faults, [{ lasted: { verified: true, detail: 'a later fault hit the same pod' } }, {}])
})

t.test('a clock that is set during the run', async (t) => {
  ownHome(t)
  for (const ms of [10_000, -10_000]) {
    const { now } = Date
    const jumps = fault('it', () => {}, 0, { inject: async () => void (Date.now = () => now() + ms) })
    const record = await recordOf([jumps], [{ fault: 'it', args: {} }]).finally(() => (Date.now = now))
    t.match(record.errors, [new RegExp(`the clock of this machine went 10\\.0 s ${ms > 0 ? 'ahead' : 'back'} during the run`)])
    t.equal(judgeRun(record).verdict, 'inconclusive')
  }
})
