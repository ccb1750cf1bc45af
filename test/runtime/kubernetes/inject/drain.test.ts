import t from 'tap'
import { until } from '../../../helpers/until.ts'
import { fakeCluster } from '../api.ts'
import { answerOf, type Answers, nodeDrain, judgeDrain } from '../../../../src/runtime/kubernetes/inject/drain.ts'

const node = { kind: 'drain', node: 'worker' } as const
const said = 'The disruption budget prometheus needs 1 healthy pods and has 1 currently'

t.test('a drain is verified when all have left', async (t) => {
  const cases: [what: string, answers: Answers, verified: boolean][] = [
    ['nobody was there', { evicted: [], refused: [], left: [] }, false],
    ['one is on its way', { evicted: ['a'], refused: [], left: [{ pod: 'a' }] }, false],
    ['one has left', { evicted: ['a'], refused: [], left: [] }, true],
    ['one has left, one is kept', { evicted: ['a'], refused: ['b'], left: [{ pod: 'b', said }] }, false],
    ['one was kept, and has left', { evicted: ['a'], refused: ['a'], left: [] }, true],
  ]
  for (const [what, answers, verified] of cases) t.equal(judgeDrain(node, answers).verified, verified, what)
  t.match(judgeDrain(node, { evicted: ['a'], refused: ['a'], left: [] }), {
    detail: 'worker is cordoned; evicted: a; a only after its budget had refused it',
    facts: { evicted: 1, refused: 1 },
  })
})

t.test('a blocked one, when a budget keeps a pod that is still there', async (t) => {
  const blocked = { ...node, blocked: true } as const
  t.match(judgeDrain(blocked, { evicted: [], refused: ['b'], left: [{ pod: 'b', said }] }), {
    verified: true,
    detail: `worker is cordoned; no pod was evicted; b refused (${said})`,
  })
  t.match(judgeDrain(blocked, { evicted: ['b'], refused: ['b'], left: [] }), { verified: false }, 'it went after all')
  t.match(judgeDrain(blocked, { evicted: ['a'], refused: [], left: [{ pod: 'a' }] }), { verified: false }, 'it is on its way')
})

const causes = (message: string) => ({ details: { causes: [{ reason: 'DisruptionBudget', message }] } })

t.test('what the API says of an eviction', async (t) => {
  t.same(answerOf({ status: 404, body: {} }), { answer: 'gone' })
  t.same(answerOf({ status: 409, body: {} }), { answer: 'gone' }, 'another of that name')
  t.same(answerOf({ status: 429, body: causes(said) }), { answer: 'refused', said })
  t.same(answerOf({ status: 429, body: causes('The disruption budget prometheus is still being processed by the server.') }), {
    answer: 'later',
  })
  t.same(answerOf({ status: 429, body: {} }), { answer: 'later' })
})

t.test('whom a budget keeps is evicted again and again, and to read the evidence evicts nobody', async (t) => {
  let refusals = 3
  let gone = false
  const annotations: Record<string, string | null> = {}
  const spec: { unschedulable?: boolean | null } = {}
  const { cluster, story } = await fakeCluster(t, (method, path, body) => {
    if (path.endsWith('/eviction')) {
      refusals -= 1
      gone = refusals < 0
      return gone ? { status: 201 } : { status: 429, body: causes(said) }
    }
    if (path.startsWith('/api/v1/nodes/')) {
      if (method === 'PATCH') {
        Object.assign(annotations, body.metadata?.annotations)
        Object.assign(spec, body.spec)
      }
      const kept = Object.fromEntries(Object.entries(annotations).filter(([, value]) => value !== null))
      return { body: { metadata: { annotations: kept }, spec } }
    }
    return { body: { items: gone ? [] : [{ metadata: { name: 'a', uid: 'u' }, spec: { nodeName: 'worker', containers: [] } }] } }
  })
  const injector = nodeDrain(cluster, 'mine')
  const lease = { id: 'one', until: Date.now() + 60_000 }
  const evictions = () => story.filter((line) => line.includes('/eviction')).length
  await injector.begin(node, lease)
  t.match(story[0], /^startTimer/, 'what ends it is there first')
  t.match(await injector.evidence(node, lease), { verified: false, detail: `worker is cordoned; no pod was evicted; a refused (${said})` })
  await until('it is drained', async () => (await injector.evidence(node, lease)).verified)
  t.match(await injector.evidence(node, lease), { detail: 'worker is cordoned; evicted: a; a only after its budget had refused it' })
  t.equal(evictions(), 4)
  await injector.end(node, lease)
  t.match(await injector.evidence(node, lease), { verified: false, detail: 'worker is not cordoned' })
  await injector.end(node, lease)
  t.equal(evictions(), 4)
})
