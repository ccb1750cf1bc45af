import type { MachineCheck } from '../check.ts'
import { noEngine } from './docker.ts'

export const cgroupCheck: MachineCheck = {
  id: 'cgroup',
  title: "the engine's cgroup version",
  // No runtime needs a version: which node images fit it is `node-image`'s to say.
  async look(machine) {
    const { info } = await machine.docker()
    if (info === undefined) return noEngine
    if (info.CgroupVersion !== '1') return { status: 'ok', detail: `v${info.CgroupVersion}` }
    // Why its images are not known is `node-image`'s to say, too.
    const [fitting] = (await machine.nodeImages().catch(() => undefined))?.others ?? []
    return {
      status: 'warn',
      detail: 'v1, which the kubelet of Kubernetes 1.35 and later refuses: only older node images fit',
      fix: fitting === undefined ? 'thanos-lab up --runtime native' : `thanos-lab up --runtime kind --node-image ${fitting}`,
    }
  },
}
