import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { within } from '../../src/lib/deadline.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const untilEnd = (limit: AbortSignal) => sleep(60_000, 'never', { signal: limit }).catch(() => 'ended')

t.test('the deadline ends the work, also after garbage was collected', async (t) => {
  const collecting = setInterval(collectGarbage, 20)
  t.teardown(() => clearInterval(collecting))
  const begin = Date.now()
  t.equal(await within(new AbortController().signal, begin + 300, untilEnd), 'ended')
  t.ok(Date.now() - begin >= 290)
})

t.test('the given signal ends it, too; work that is done is not waited for', async (t) => {
  const stop = new AbortController()
  const work = within(stop.signal, Date.now() + 60_000, untilEnd)
  stop.abort()
  t.equal(await work, 'ended')
  t.equal(await within(new AbortController().signal, Date.now() + 60_000, async () => 'done'), 'done')
})
