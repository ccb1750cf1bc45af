import { readFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import type { Machine, MachineCheck } from '../check.ts'

const MB = 2 ** 20
/** Two Prometheus (75 MiB each), two sidecars (68) and Query (71), measured at rest, with some reserve. */
const NATIVE = 400
/** A lab of one kind node: 620 MiB at rest, about 1 GB while it starts. */
const KIND = 1024

export const memoryCheck: MachineCheck = {
  id: 'memory',
  title: 'memory',
  async look(machine) {
    const [here, { info }] = await Promise.all([available(machine), machine.docker()])
    // The engine's machine may be smaller than this one.
    const docker = info === undefined ? Infinity : info.MemTotal / MB
    const detail = `${Math.round(here)} MiB ${machine.platform === 'linux' ? 'available' : 'in all'}`
    if (here < NATIVE)
      return { status: 'warn', detail: `${detail}; a native lab takes about ${NATIVE} MiB`, fix: 'ps -eo rss,comm | sort -rn | head' }
    if (Math.min(here, docker) < KIND) {
      const engine = docker < KIND ? `, and the Docker engine has ${Math.round(docker)} MiB` : ''
      return { status: 'warn', detail: `${detail}${engine}; a kind lab takes about ${KIND} MiB`, fix: 'thanos-lab up --runtime native' }
    }
    return { status: 'ok', detail }
  },
}

/** MiB. Elsewhere than on Linux what is free tells nothing of what could be had. */
async function available({ platform, proc }: Machine): Promise<number> {
  if (platform !== 'linux') return totalmem() / MB
  const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec(await readFile(join(proc, 'meminfo'), 'utf8'))?.[1]
  if (kilobytes === undefined) throw new Error('/proc/meminfo has no MemAvailable')
  const limit = process.constrainedMemory() || Infinity
  return Math.min(Number(kilobytes) / 1024, limit / MB)
}
