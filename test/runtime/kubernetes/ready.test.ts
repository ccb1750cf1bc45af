import t from 'tap'
import { podsReady } from '../../../src/runtime/kubernetes/ready.ts'
import { type Answer, fakeCluster } from './api.ts'

const whole = { lab: 'mine', count: 0, since: {} }
const calm = new AbortController().signal

/** An API server that gives no list of pods so many times. */
function silentFor(times: number): Answer {
  let left = times
  return (_method, path) => {
    if (path.includes('watch=true') || (left -= 1) >= 0) return { status: 503, body: { message: 'busy' } }
    return { body: { items: [] } }
  }
}

t.test('an API server that is silent for a while is waited for, and what it lacks is said', async (t) => {
  const { cluster } = await fakeCluster(t, silentFor(2))
  const notes: string[] = []
  await podsReady(cluster, whole, calm, (text) => notes.push(text))
  t.equal(notes.length, 2)
  for (const note of notes) t.match(note, /503|busy/)
})

t.test('a silence that lasts ends the wait', async (t) => {
  const { cluster } = await fakeCluster(t, silentFor(Number.POSITIVE_INFINITY))
  await t.rejects(
    podsReady(cluster, whole, calm, () => {}, 100),
    { code: 'lab-broken' },
  )
})
