import t from 'tap'
import { loadManifests } from '../../src/topology/load.ts'

t.test('objects in the order of file names, several in a file', async (t) => {
  const folder = t.testdir({
    '20-b.yml': 'kind: B\nmetadata: { name: b }\n---\n# nothing\n---\nkind: C\nmetadata: { name: c }\n',
    '10-a.yaml': 'kind: A\nmetadata: { name: a }\n',
    'README.md': 'not one',
  })
  t.same(
    loadManifests(folder).map(({ object }) => object.kind),
    ['A', 'B', 'C'],
  )
  t.match(loadManifests(folder)[2]?.source.at(['metadata', 'name']), { file: 'manifests/20-b.yml', line: 7, column: 19 })
})

t.test('the namespace comes first, as kubectl applies files in their order', async (t) => {
  t.equal(loadManifests()[0]?.object.kind, 'Namespace')
  t.ok(
    loadManifests()
      .slice(1)
      .every(({ object }) => object.metadata.namespace === 'thanos'),
  )
})

t.test('text that is no YAML is a complaint with its place', async (t) => {
  t.throws(() => loadManifests(t.testdir({ 'a.yaml': 'kind: A\n  b: [\n' })), { code: 'manifest', message: /^manifests\/a\.yaml:1:7: / })
})
