import { LabError } from '../../lib/errors.ts'
import { readLab } from '../../storage/labs.ts'
import type { Lab, Runtime, UpRequest } from '../runtime.ts'
import { healthy } from './healthy.ts'
import { kindCapabilities, openKind } from './lab.ts'

/** A cluster that kind makes in Docker containers of this machine, and the lab in it. */
export const kind: Runtime = {
  name: 'kind',
  needs: ['docker', 'docker-disk', 'kind', 'node-image'],
  runsWhere: 'Docker answers, and the node image is available',
  capabilities: kindCapabilities,
  withOptions: { nodes: '--workers 2' },

  async missing(settings, fetching) {
    const { missing } = await import('./missing.ts')
    return missing(settings, fetching)
  },

  async up(request: UpRequest): Promise<Lab> {
    const record = await readLab(request.name)
    if (record !== undefined && record.runtime !== 'kind')
      throw new LabError('no-runtime', `The lab "${request.name}" is there already, with the runtime ${record.runtime}`, {
        hint: `thanos-lab down --name ${request.name}, then thanos-lab up`,
      })
    const lab = record === undefined ? undefined : await healthy(record)
    if (lab !== undefined) return lab
    // What makes a lab is loaded only where one is to be made.
    const { upOnKind } = await import('./up.ts')
    return upOnKind(request, record)
  },

  async open(name) {
    const record = await readLab(name)
    return record?.runtime === 'kind' ? openKind(record) : undefined
  },

  async sweep(name, progress) {
    const { sweepCluster } = await import('./sweep.ts')
    return sweepCluster(name, progress)
  },
}
