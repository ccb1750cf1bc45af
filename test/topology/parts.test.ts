import t from 'tap'
import { loadManifests } from '../../src/topology/load.ts'
import { partsOf } from '../../src/topology/parts.ts'
import { readTopology } from '../../src/topology/read.ts'

t.test('what a scenario may name of the manifests', async (t) => {
  t.same(partsOf(readTopology(loadManifests())), {
    workloads: [
      {
        name: 'prometheus',
        numbered: true,
        containers: ['thanos-sidecar', 'prometheus'],
        connectsTo: ['prometheus', 'thanos-query'],
      },
      { name: 'thanos-query', numbered: false, containers: ['thanos-query'], connectsTo: ['prometheus'] },
    ],
    jobs: ['prometheus', 'thanos-sidecar', 'thanos-query'],
  })
})
