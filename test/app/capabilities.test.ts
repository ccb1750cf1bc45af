import t from 'tap'
import { missingCapabilities, skipReason, skipsOf } from '../../src/app/capabilities.ts'
import { CAPABILITIES } from '../../src/model/lab-defaults.ts'

const kill = (args: object) => ({ needs: [], steps: [{ wait: 1000 }, { fault: 'kill', args: { replica: 'preferred', ...args } }] })

t.test('a scenario needs what it says, and what its faults ask for with these arguments', async (t) => {
  t.same(await missingCapabilities(kill({ for: 5000 }), new Set()), ['keep-down'])
  t.same(await missingCapabilities(kill({ container: 'prometheus' }), new Set()), [])
  t.same(await missingCapabilities({ ...kill({ for: 5000 }), needs: ['nodes', 'keep-down'] }, new Set(['nodes'])), ['keep-down'])
  t.same(await missingCapabilities({ ...kill({ for: 5000 }), needs: ['nodes'] }, new Set(CAPABILITIES)), [])
})

t.test('the reason, and where there is one the way', async (t) => {
  const [native, kind] = [{ name: 'native', withOptions: {} } as const, { name: 'kind', withOptions: { nodes: '--workers 2' } } as const]
  t.equal(skipReason(['freeze', 'partition'], native), 'needs freeze, partition, which the runtime native lacks')
  t.equal(skipReason(['nodes'], native), 'needs nodes, which the runtime native lacks')
  t.equal(skipReason(['nodes'], kind), 'needs nodes; create the lab on kind with --workers 2')
})

t.test('what a runtime skips of the package', async (t) => {
  t.same(await skipsOf({ name: 'native', capabilities: new Set(CAPABILITIES), withOptions: {} }), [])
  const skips = await skipsOf({ name: 'native', capabilities: new Set(), withOptions: {} })
  t.match(
    skips.find(({ scenario }) => scenario === 'kill-replica'),
    { reason: 'needs keep-down, which the runtime native lacks' },
  )
})
