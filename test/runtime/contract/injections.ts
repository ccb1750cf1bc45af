import type { Test } from 'tap'
import type { Capability } from '../../../src/model/lab-defaults.ts'
import type { Contract } from '../contract.ts'
import { changing } from './change.ts'
import { freezing } from './freeze.ts'
import { linked } from './links.ts'
import { parting } from './retire-and-wipe.ts'
import { steady } from './pods.ts'

/** What a runtime that has these capabilities must be able to do to a running lab, and to undo: afterwards the lab is what it was. */
export async function injections(t: Test, contract: Contract): Promise<void> {
  const { lab, footprint } = contract
  await steady(lab)
  const before = [await objectsOf(contract), await footprint?.()]
  const parts: [needs: Capability[], title: string, part: (t: Test, contract: Contract) => Promise<void>][] = [
    [[], 'a pod that is retired, and one whose volumes are wiped', parting],
    [['freeze'], 'freeze', freezing],
    [['partition', 'shape-traffic'], 'links', linked],
    [['reconfigure'], 'reconfigure', changing],
  ]
  for (const [needs, title, part] of parts)
    if (needs.every((capability) => lab.capabilities.has(capability))) await t.test(title, (test) => part(test, contract))
  await steady(lab)
  t.same([await objectsOf(contract), await footprint?.()], before, 'the lab is what it was')
}

/** Everything of the lab's objects that a change may touch. */
async function objectsOf({ lab }: Contract): Promise<unknown> {
  const refs = [
    { kind: 'StatefulSet', name: 'prometheus' },
    { kind: 'Deployment', name: 'thanos-query' },
    { kind: 'ConfigMap', name: 'prometheus-config' },
    { kind: 'ConfigMap', name: 'prometheus-rules' },
  ] as const
  const objects = lab.capabilities.has('reconfigure') ? await Promise.all(refs.map((ref) => lab.object(ref))) : []
  return objects.map(({ metadata, ...object }) => ({ labels: metadata.labels, spec: object['spec'], data: object['data'] }))
}
