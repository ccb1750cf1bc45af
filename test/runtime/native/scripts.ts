import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { Kubelet } from '../../../src/runtime/native/kubelet.ts'
import type { ContainerPlan, LabPlan, Slot } from '../../../src/runtime/native/plan.ts'
import type { ContainerProbe } from '../../../src/topology/topology.ts'

/** A container that is a shell script. */
export const sh = (name: string, script: string, more: Partial<ContainerPlan> = {}): ContainerPlan => ({
  name,
  role: 'main',
  program: '/bin/sh',
  args: ['-c', script],
  env: [],
  ...more,
})

/** A probe that succeeds once a file is there. */
export const exists = (file: string, more: Partial<ContainerProbe> = {}): ContainerProbe => ({
  action: { exec: ['test', '-e', file] },
  initialDelay: 0,
  period: 0.1,
  timeout: 1,
  successes: 1,
  failures: 1000,
  ...more,
})

/** Goes on until it is ended. */
export const STAY = 'while :; do sleep 0.05; done'

/** A pod's slot with these containers, and nothing else. */
export const slotOf = (id: string, containers: ContainerPlan[], more: Partial<Slot> = {}): Slot => ({
  id,
  workload: 'p',
  stable: true,
  labels: { app: 'p' },
  graceSeconds: 0,
  ports: {},
  containers,
  volumes: [],
  endpointFiles: [],
  ...more,
})

export const planOf = (folder: string, slots: Slot[]): LabPlan => ({ lab: 'x', folder, namespace: 'n', programs: {}, slots, relays: [] })

/** A kubelet with one slot of these containers, ended with its test. */
export async function running(t: Test, make: (folder: string) => ContainerPlan[], more: Partial<Slot> = {}) {
  const folder = t.testdir({})
  mkdirSync(join(folder, 'logs'))
  const volumes: Slot['volumes'] = [
    { kind: 'claim', folder: join(folder, 'claim') },
    { kind: 'empty', folder: join(folder, 'empty') },
  ]
  const kubelet = new Kubelet(planOf(folder, [slotOf('p-0', make(folder), { volumes, ...more })]))
  await kubelet.start()
  t.teardown(() => kubelet.stop())
  const pod = () => kubelet.pods()[0]
  const state = (name: string) => pod()?.containers.find((container) => container.name === name)
  const file = (name: string) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '')
  return { kubelet, folder, pod, state, file }
}
