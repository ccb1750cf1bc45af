import type { Test } from 'tap'
import { sendRequest } from '../../../src/lib/http.ts'
import { instant } from '../../../src/observe/prometheus.ts'
import type { Change, Edit } from '../../../src/runtime/injection.ts'
import type { ObjectRef } from '../../../src/runtime/refs.ts'
import type { Lab } from '../../../src/runtime/runtime.ts'
import { until } from '../../helpers/until.ts'
import type { Contract } from '../contract.ts'
import { during } from './during.ts'
import { identity, podThere, steady, whole, WITNESS } from './pods.ts'

/** Fields of the manifests have other values for a time. */
export async function changing(t: Test, { lab }: Contract): Promise<void> {
  await t.test('a flag of Query', (test) => flag(test, lab))
  await t.test('a flag that a replica cannot start with', (test) => badFlag(test, lab))
  await t.test('no replicas at all', (test) => scaled(test, lab))
  await t.test('a ConfigMap, by the reloader', (test) => configured(test, lab))
  await t.test('an object that there is not', async (test) => {
    await test.rejects(lab.object({ kind: 'ConfigMap', name: 'nobody' }), { code: 'no-target', message: /nobody/ })
  })
}

async function edited(
  lab: Lab,
  object: ObjectRef,
  path: Edit['path'],
  change: (before: any) => unknown,
): Promise<{ change: Change; value: () => Promise<unknown> }> {
  const value = async () => path.reduce<any>((at, key) => at?.[key], await lab.object(object))
  const before = await value()
  return { change: { kind: 'change', edits: [{ object, path, value: change(before), before }] }, value }
}

const args = ['spec', 'template', 'spec', 'containers', 0, 'args']

const nobody = (flags: string[]) => flags.map((arg) => (arg === '--query.replica-label=replica' ? '--query.replica-label=nobody' : arg))
const more = (flags: string[]) => [...flags, '--no-such-flag']
const labelled = (text: string) => text.replace(/( +)replica: /, '$1tested: "yes"\n$&')

async function flag(t: Test, lab: Lab): Promise<void> {
  await steady(lab)
  const series = async () => {
    const answer = await instant(lab.address('query'), WITNESS)
    return 'series' in answer ? answer.series.length : 0
  }
  t.equal(await series(), 1)
  const { change, value } = await edited(lab, { kind: 'Deployment', name: 'thanos-query' }, args, nobody)
  await during(t, lab, change, async () => {
    t.match(await value(), change.edits[0]?.value, 'the object has it')
    await until('each replica has a series of its own', async () => (await series()) === 2, 60_000)
  })
  await steady(lab)
  await until('they are one again', async () => (await series()) === 1, 60_000)
  t.same(await value(), change.edits[0]?.before)
}

async function badFlag(t: Test, lab: Lab): Promise<void> {
  const before = identity((await lab.pods()).filter(({ name }) => name === 'prometheus-0'))
  const { change } = await edited(lab, { kind: 'StatefulSet', name: 'prometheus' }, args, more)
  await during(t, lab, change, async ({ facts }) => {
    t.match(facts, { ready: Number })
    t.equal((await podThere(lab, 'prometheus-1'))?.ready, false, 'the roll-out begins with the last one')
  })
  await whole(lab)
  t.same(identity((await lab.pods()).filter(({ name }) => name === 'prometheus-0')), before, 'and goes no further')
}

async function scaled(t: Test, lab: Lab): Promise<void> {
  const { change } = await edited(lab, { kind: 'StatefulSet', name: 'prometheus' }, ['spec', 'replicas'], () => 0)
  await during(t, lab, change, async () => {
    t.same(
      (await lab.pods()).map(({ app }) => app),
      ['thanos-query'],
    )
  })
  await whole(lab)
}

async function configured(t: Test, lab: Lab): Promise<void> {
  const replicas = ['prometheus-0', 'prometheus-1']
  const loaded = async () => {
    const texts = await Promise.all(
      replicas.map(async (name) => (await sendRequest(lab.address(name), '/api/v1/status/config', { timeoutMs: 5000 })).body),
    )
    return texts.map((body) => /tested: "?yes/.test(JSON.stringify(body).replaceAll(String.raw`\"`, '"')))
  }
  const { change } = await edited(lab, { kind: 'ConfigMap', name: 'prometheus-config' }, ['data', 'prometheus.yaml.tmpl'], labelled)
  const pods = identity(await lab.pods())
  t.same(await loaded(), [false, false])
  // Twice: the reloader notices the second change, too.
  for (const time of ['first', 'second']) {
    await during(t, lab, change, async () => {
      await until(`every replica has loaded it (${time})`, async () => !(await loaded()).includes(false), 120_000)
    })
    await until(`every replica runs as before (${time})`, async () => !(await loaded()).includes(true), 120_000)
  }
  t.same(identity(await lab.pods()), pods, 'nothing was started again')
}
