import t from 'tap'
import { judgeRollOut } from '../../../../src/runtime/kubernetes/inject/rollout.ts'
import type { ApiPod } from '../../../../src/runtime/kubernetes/pods.ts'

const made = { label: 'controller-revision-hash', value: 'new' }

interface Shape {
  revision: string
  ready?: boolean
  deleting?: boolean
  state?: NonNullable<ApiPod['status']>['containerStatuses']
}

const running = [{ name: 'prometheus', ready: true, restartCount: 0, state: { running: { startedAt: '' } } }]
const crashing = [
  {
    name: 'prometheus',
    ready: false,
    restartCount: 1,
    state: { waiting: { reason: 'CrashLoopBackOff' } },
    lastState: { terminated: { exitCode: 2 } },
  },
]
const starting = [{ name: 'prometheus', ready: false, restartCount: 0, state: { waiting: { reason: 'ContainerCreating' } } }]

function pod({ revision, ready = true, deleting = false, state = running }: Shape, ordinal: number): ApiPod {
  const name = `prometheus-${ordinal}`
  const labels = { 'controller-revision-hash': revision }
  return {
    metadata: { name, uid: name, labels, ...(deleting ? { deletionTimestamp: 'x' } : {}) },
    spec: { containers: [{ name: 'prometheus' }] },
    status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }], containerStatuses: state },
  }
}

const cases: [what: string, pods: Shape[], verified: boolean, detail: RegExp][] = [
  ['all made again', [{ revision: 'new' }, { revision: 'new' }], true, /2 of 2/],
  ['one is still to come', [{ revision: 'old' }, { revision: 'new' }], false, /1 of 2/],
  ['an old one still ends', [{ revision: 'new' }, { revision: 'new' }, { revision: 'old', deleting: true }], false, /2 of 2/],
  ['made, not started', [{ revision: 'new' }, { revision: 'new', ready: false, state: starting }], false, /1 of 2/],
  ['started, not Ready yet', [{ revision: 'new' }, { revision: 'new', ready: false }], true, /2 of 2/],
  [
    'it breaks the first, so the second stays',
    [{ revision: 'old' }, { revision: 'new', ready: false, state: crashing }],
    true,
    /prometheus-0 stay as they were/,
  ],
  ['an old one that breaks proves nothing', [{ revision: 'old', ready: false, state: crashing }, { revision: 'old' }], false, /0 of 2/],
]

for (const [what, pods, verified, detail] of cases)
  t.test(what, async (t) => t.match(judgeRollOut('prometheus', 2, pods.map(pod), made), { verified, detail }))

t.test('none where none should be', async (t) => {
  t.match(judgeRollOut('prometheus', 0, [], made), { verified: true })
  t.match(judgeRollOut('prometheus', 0, [pod({ revision: 'new', deleting: true }, 0)], made), { verified: false })
})
