import { withLock } from '../storage/lock.ts'
import { learnerFile } from './folder.ts'
import { boundOutbox, waitingIds } from './outbox.ts'
import { sendWithRetries } from './send.ts'

/*
 * A program of its own, beside the commands of a learner: sends what waits in the outbox, and ends. One at a time; whoever comes while another one sends leaves
 * it to that one, which looks once more after it has given back the lock. It says nothing: `class status` does.
 */

/** A room whose server is started again is back within this time. */
const TIMES = { firstMs: 250, mostMs: 2000, giveUpMs: 300_000 }

for (let more = true; more;) {
  const sent = await withLock(learnerFile('sender'), { what: 'the outbox', waitMs: 0 }, async () => {
    await boundOutbox()
    return sendWithRetries(TIMES)
  }).catch(() => undefined)
  more = sent?.state === 'sent' && (await waitingIds()).length > 0
}
