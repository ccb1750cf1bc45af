import { LabError } from '../errors.ts'
import type { Settings } from '../model.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { Context } from './context.ts'
import { loadRuntime } from './labs.ts'

/** The runtime for a new lab, said in one line with the reason. Throws `no-runtime` where the one that was named cannot run. */
export async function chooseRuntime(context: Context, wanted: string, settings: Settings): Promise<Runtime> {
  const first = await loadRuntime(wanted === 'auto' ? 'kind' : wanted)
  const missing = await first.missing(settings)
  if (missing.length === 0) {
    context.progress.say(`Runtime ${first.name}: ${wanted === 'auto' ? 'a Docker engine and the node image are at hand' : 'as asked for'}`)
    return first
  }
  if (wanted !== 'auto')
    throw new LabError('no-runtime', `The runtime ${wanted} cannot run here: ${missing.join('; ')}`, { hint: otherHint(wanted) })
  const native = await loadRuntime('native')
  const lacks = await native.missing(settings)
  if (lacks.length > 0)
    throw new LabError('no-runtime', `No runtime can run here: kind: ${missing.join('; ')}; native: ${lacks.join('; ')}`)
  context.progress.say(`Runtime native: kind cannot run here (${missing.join('; ')})`)
  return native
}

function otherHint(wanted: string): string {
  return wanted === 'kind' ? 'thanos-lab up --runtime native; or thanos-lab doctor' : 'thanos-lab doctor'
}
