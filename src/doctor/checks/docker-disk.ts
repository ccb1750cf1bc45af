import { hostname } from 'node:os'
import type { Found, MachineCheck } from '../check.ts'
import { type Room, roomAt, sizeText } from '../docker.ts'
import { noEngine } from './docker.ts'

/** A node image with what is loaded into its node takes 1 to 2 GB. */
const NEEDED = 2e9
/** Below that, or below a tenth of the disk, other programs (and kubelets that kind did not set up) begin to suffer. */
const EASY = 5e9

// Only caches and images without a name: no container, volume or cluster of anybody.
const FREE_SOME = 'docker builder prune && docker image prune'

export const dockerDiskCheck: MachineCheck = {
  id: 'docker-disk',
  title: "the disk of Docker's data",
  byHand: 'docker info',
  async look(machine) {
    const { info } = await machine.docker()
    if (info === undefined) return noEngine
    // The engine of Docker Desktop, or another machine's, has a disk of its own.
    const ours = machine.platform === 'linux' && info.Name === hostname()
    const room = ours ? await roomAt(info.DockerRootDir).catch(() => undefined) : undefined
    return room === undefined ? elsewhere(info.DockerRootDir) : dockerDisk(room, info.DockerRootDir)
  },
}

function elsewhere(folder: string): Found {
  return { status: 'warn', detail: `${folder} of the engine's own machine cannot be seen from here`, fix: 'docker system df' }
}

/** What that much room means for kind. */
export function dockerDisk({ free, share }: Room, folder: string): Found {
  const detail = `${sizeText(free)} free (${Math.floor(share * 100)} %) at ${folder}`
  if (free < NEEDED) return { status: 'missing', detail: `${detail}; a node image takes 1 to 2 GB`, fix: FREE_SOME }
  if (free < EASY || share < 0.1) return { status: 'warn', detail, fix: FREE_SOME }
  return { status: 'ok', detail }
}
