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
