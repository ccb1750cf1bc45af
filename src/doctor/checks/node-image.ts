import type { Found, MachineCheck } from '../check.ts'
import type { NodeImages } from '../docker.ts'
import { noEngine } from './docker.ts'

export const nodeImageCheck: MachineCheck = {
  id: 'node-image',
  title: "kind's node image",
  byHand: 'docker image ls',
  async look(machine) {
    const images = await machine.nodeImages()
    return images === undefined ? noEngine : judge(images)
  },
}

function judge({ standard, standardHere, refused, others: [other] }: NodeImages): Found {
  const name = standard.replace(/@.*/, '')
  if (refused === undefined && standardHere) return { status: 'ok', detail: `${name} is here` }
  const why = refused === undefined ? `${name} is not here` : `${name} does not fit cgroup v1`
  if (other !== undefined)
    return { status: 'warn', detail: `${why}; ${other} is here and fits`, fix: `thanos-lab up --runtime kind --node-image ${other}` }
  if (refused !== undefined) return { status: 'missing', detail: `${why}, and no older one is here`, fix: 'thanos-lab up --runtime native' }
  // Whether a registry has it is not checked: that is a pull, and the doctor changes nothing.
  return {
    status: 'missing',
    detail: `${why} yet; thanos-lab up pulls it, about 1 GB (--image-mirror: from another registry)`,
    fix: `docker pull ${standard}`,
  }
}
