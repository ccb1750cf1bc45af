import t, { type Test } from 'tap'
import { silent } from '../../src/lib/progress.ts'
import type { Settings } from '../../src/model/lab.ts'
import type { PodRef } from '../../src/runtime/refs.ts'
import type { Lab, Runtime, UpRequest } from '../../src/runtime/runtime.ts'
import { forgetLab } from '../../src/storage/labs.ts'
import { breaking } from './contract/breaking.ts'
import { injections } from './contract/injections.ts'
import { ending } from './contract/ending.ts'
import { keepingDown } from './contract/keep-down.ts'
import { reaching } from './contract/reaching.ts'
import { upping } from './contract/upping.ts'

/** What the suite needs to know of a runtime beside its interface. */
export interface Subject {
  runtime: Runtime
  settings: Settings
  /** Of the lab that the suite makes and removes. */
  name: string
  /** How long an `up` may take, ms. */
  upMs: number
  /** How long a lease lasts that ends by itself, ms: long enough to see meanwhile what it does. */
  leaseMs: number
  /** Puts a file into the emptyDir of a replica's pod. */
  mark(pod: PodRef): Promise<void>
  /** Whether that file is there now, in whichever pod has that name. */
  marked(pod: PodRef): Promise<boolean>
  /** What must be the same again after every injection: files, command lines. */
  footprint?(): Promise<unknown>
  /** What of the lab is on this machine beside its files: processes, listeners, containers. */
  left(): Promise<string[]>
}

/** A lab under the suite. */
export interface Contract extends Subject {
  lab: Lab
}

/** What every runtime must do, shown through `src/runtime/runtime.ts` and HTTP alone, on one lab. */
export async function runtimeContract(subject: Subject): Promise<void> {
  const { runtime, name, settings, upMs } = subject
  const request = (): UpRequest => ({ name, settings, progress: silent, deadline: Date.now() + upMs, signal: new AbortController().signal })
  t.teardown(async () => {
    await (await runtime.open(name))?.down(silent)
    await forgetLab(name)
  })
  let lab: Lab | undefined
  await t.test('up', async (test) => {
    lab = await upping(test, subject, request)
  })
  if (lab === undefined) return
  const contract: Contract = { ...subject, lab }
  const parts: [title: string, part: (t: Test, contract: Contract) => Promise<void>][] = [
    ['reach', reaching],
    ['break', breaking],
    ['keep down', keepingDown],
    ['inject', injections],
    ['down', ending],
  ]
  for (const [title, part] of parts) await t.test(title, (test) => part(test, contract))
}
