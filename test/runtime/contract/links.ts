import type { Test } from 'tap'
import { sendRequest } from '../../../src/lib/http.ts'
import { instant, rawSamples } from '../../../src/observe/prometheus.ts'
import { storesOf } from '../../../src/observe/thanos-api.ts'
import type { Lab } from '../../../src/runtime/runtime.ts'
import { until } from '../../helpers/until.ts'
import type { Contract } from '../contract.ts'
import { during, leaseFor } from './during.ts'
import { identity, steady, WITNESS } from './pods.ts'

const link = { from: 'thanos-query', to: 'prometheus-1' }

/** What parts send each other is lost, late, or refused; nothing is started again for it. */
export async function linked(t: Test, { lab }: Contract): Promise<void> {
  await steady(lab)
  const before = identity(await lab.pods())
  await t.test('cut', (test) => cut(test, lab))
  await t.test('slow', (test) => slow(test, lab))
  await t.test('flap', (test) => flap(test, lab))
  await t.test('a link that there is not', (test) => nowhere(test, lab))
  t.same(identity(await lab.pods()), before, 'nothing was started again')
}

/** A question to Query is on the way all the time, so that there is something to inject. */
async function asked<T>(lab: Lab, work: () => Promise<T>): Promise<T> {
  const enough = new AbortController()
  const asks = async () => {
    while (!enough.signal.aborted) await instant(lab.address('query'), WITNESS, { timeoutMs: 2000, signal: enough.signal })
  }
  const asking = asks()
  return work().finally(() => (enough.abort(), asking))
}

async function cut(t: Test, lab: Lab): Promise<void> {
  await asked(lab, () =>
    during(t, lab, { kind: 'partition', link, lost: 'both' }, async () => {
      await until('Query waits for the store, or has it no more', () => isCut(lab), 60_000)
      for (const replica of ['prometheus-0', 'prometheus-1'])
        t.ok((await sendRequest(lab.address(replica), '/-/ready', { timeoutMs: 5000 })).status === 200, `${replica} itself answers`)
    }),
  )
  await steady(lab)
}

async function isCut(lab: Lab): Promise<boolean> {
  if ('error' in (await instant(lab.address('query'), WITNESS, { timeoutMs: 1500 }))) return true
  const seen = await storesOf(lab.address('query'))
  // One that Query has not reached for a while may have lost its labels, or be listed no more.
  return 'stores' in seen && !seen.stores.some(({ replica, healthy }) => replica === 'prometheus-1' && healthy)
}

/**
 * A connection and an answer together take less than Query waits for a store's information (1 s with fast timing): one that takes
 * longer is asked no more.
 */
async function slow(t: Test, lab: Lab): Promise<void> {
  const takes = async () => {
    const begun = Date.now()
    await instant(lab.address('query'), WITNESS, { timeoutMs: 20_000 })
    return Date.now() - begun
  }
  await until('Query answers fast', async () => (await takes()) < 200)
  await asked(lab, () =>
    during(t, lab, { kind: 'delay', link, delayMs: 300, jitterMs: 20 }, async (_, readAgain) => {
      // Where its connection is opened again, Query answers without the store for a moment.
      await until('Query waits for the store', async () => (await takes()) >= 250)
      t.match(await readAgain(), { verified: true }, 'it is active until it is ended')
    }),
  )
  await until('Query answers fast', async () => (await takes()) < 200)
}

/** Every third scrape of one replica fails: 0, and two times 1. */
async function flap(t: Test, lab: Lab): Promise<void> {
  const flapping = { kind: 'fail-scrapes' as const, link: { from: 'prometheus-1', to: 'thanos-query' }, fails: 1, of: 3 }
  await during(t, lab, flapping, async (_, readAgain) => {
    const from = Date.now()
    const values = async (replica: string) => {
      const answer = await rawSamples(lab.address(replica), WITNESS, { from, to: Date.now() })
      return 'series' in answer ? (answer.series[0]?.samples ?? []).map(([, value]) => value).join('') : ''
    }
    await until('nine scrapes', async () => (await values('prometheus-1')).length >= 9, 60_000)
    t.match(await values('prometheus-1'), /^1{0,2}(011){2,}0?1?1?$/)
    t.match(await values('prometheus-0'), /^1+$/, 'the other one is left alone')
    t.match(await readAgain(), { verified: true }, 'it is active until it is ended')
  })
}

async function nowhere(t: Test, lab: Lab): Promise<void> {
  const nobody = { from: 'prometheus-0', to: 'nobody' }
  await t.rejects(lab.inject({ kind: 'partition', link: nobody, lost: 'both' }, leaseFor(60_000)), { code: 'no-target', message: /nobody/ })
}
