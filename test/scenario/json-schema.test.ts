import { readFile } from 'node:fs/promises'
import t from 'tap'
import { z } from 'zod'
import { scenarioVocabulary } from '../../src/app/select-scenarios.ts'
import { readYaml } from '../../src/lib/yaml.ts'
import { scenarioJsonSchema } from '../../src/scenario/json-schema.ts'
import { catalogue, withShake } from './catalogue.ts'

const textOf = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8')
const valueOf = async (path: string) => readYaml(path, await textOf(path)).sources[0]?.value

t.test('scenarios/scenario.schema.json is current', async (t) => {
  t.equal(await textOf('scenarios/scenario.schema.json'), `${JSON.stringify(scenarioJsonSchema(await scenarioVocabulary()), null, 2)}\n`)
})

t.test('it fits what the reader takes, and refuses what it refuses for its shape', async (t) => {
  const whole = z.fromJSONSchema(scenarioJsonSchema(await scenarioVocabulary()))
  t.ok(whole.safeParse(await valueOf('scenarios/kill-replica.yaml')).success)
  const schema = z.fromJSONSchema(scenarioJsonSchema(catalogue))
  t.ok(schema.safeParse(await valueOf('test/scenarios/no-fault.yaml')).success)
  for (const name of ['misspelt', 'durations', 'expectations', 'shapes', 'empty', 'list', 'missing'])
    t.notOk(schema.safeParse(await valueOf(`test/scenarios/bad/${name}.yaml`)).success, name)
})

t.test('it is draft-07, grows with the catalogue, and describes what a fault does', async (t) => {
  const schema = scenarioJsonSchema(withShake) as any
  t.equal(schema.$schema, 'http://json-schema.org/draft-07/schema#')
  t.strictSame(
    schema.properties.steps.items.anyOf.map((step: any) => step.required[0]),
    ['wait', 'until', 'heal', 'kill', 'shake'],
  )
  t.ok(schema.properties.steps.items.anyOf.every((step: any) => step.additionalProperties === false))
  t.equal(schema.properties.steps.items.anyOf[3].properties.kill.description, 'Kills a pod, or one of its containers')
  t.strictSame(Object.keys(schema.properties.expect.items.properties), ['query', 'service'])
})

t.test('an argument that names something of the manifests has their words', async (t) => {
  const schema = scenarioJsonSchema(await scenarioVocabulary()) as any
  const argsOf = (fault: string) =>
    schema.properties.steps.items.anyOf.map(({ properties }: any) => properties[fault]).find((one: any) => one !== undefined).properties
  const [workloads, containers] = [
    ['prometheus', 'thanos-query'],
    ['thanos-sidecar', 'prometheus', 'thanos-query'],
  ]
  const roles = ['preferred', 'other', 'victim', 'survivor']
  const part = [{ enum: [...workloads, ...roles] }, { pattern: String.raw`^(prometheus-\d+|thanos-query-[-a-z0-9]+)$` }]
  t.match(argsOf('kill').replica.anyOf, [{ enum: roles }, { pattern: String.raw`^(prometheus-\d+)$` }])
  t.same(argsOf('kill').container.enum, containers)
  for (const [fault, key] of [
    ['kill', 'part'],
    ['freeze', 'node-of'],
    ['partition', 'from'],
    ['delay', 'to'],
  ] as const)
    t.same(argsOf(fault)[key].anyOf, part, `${fault} ${key}`)
  for (const fault of ['scale', 'restart', 'change-flag', 'limit-memory']) t.same(argsOf(fault).part.enum, workloads, fault)
  t.same(argsOf('drain').pods.enum, workloads)
  t.same(argsOf('change-interval').job.enum, ['prometheus', 'thanos-sidecar', 'thanos-query'])
})

t.test('the references list the values of an argument wherever they are a closed list', async (t) => {
  const pages = await Promise.all(['faults', 'checks', 'probes', 'roles'].map((page) => textOf(`docs/reference/${page}.md`)))
  const free = pages.flatMap((text) => [...text.matchAll(/^- `(.*?)` \(text\b/gm)].map(([, key]) => key))
  t.same(free, ['flag', 'value', 'memory', 'matching'])
})
