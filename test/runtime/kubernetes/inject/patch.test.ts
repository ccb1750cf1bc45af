import t from 'tap'
import { fieldOf } from '../../../../src/runtime/injection.ts'
import { missingOperations, operation } from '../../../../src/runtime/kubernetes/inject/change.ts'

t.test('an operation: a key is set, a place in a list replaced, what was not there taken away', async (t) => {
  t.same(operation(['spec', 'replicas'], 0), { op: 'add', path: '/spec/replicas', value: 0 })
  t.same(operation(['args', 2], '--a=b'), { op: 'replace', path: '/args/2', value: '--a=b' })
  t.same(operation(['data', 'a/b~c'], 'x'), { op: 'add', path: '/data/a~1b~0c', value: 'x' })
  t.same(operation(['data', 'x'], null), { op: 'remove', path: '/data/x' })
})

t.test('only what is not so already is done: to end a change twice is nothing', async (t) => {
  const object = { spec: { replicas: 2, limits: { memory: '1Mi' } } }
  const same = { path: ['spec', 'limits'], value: { memory: '1Mi' } }
  const absent = { path: ['spec', 'nothing', 'deep'], value: null }
  t.same(missingOperations(object, [same, absent]), [])
  t.same(missingOperations(object, [same, { path: ['spec', 'replicas'], value: 0 }]), [{ op: 'add', path: '/spec/replicas', value: 0 }])
  t.equal(fieldOf(object, ['spec', 'limits', 'cpu']), null)
})
