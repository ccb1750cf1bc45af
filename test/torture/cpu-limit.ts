import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { poll } from '../../src/lib/poll.ts'

const ROOT = '/sys/fs/cgroup'
const PERIOD_US = 100_000

/** A control group of this machine, of version 1 or 2. Takes root, and a machine whose groups can be written. */
export class CpuLimit {
  readonly #above: string
  readonly #group: string

  /** `processors`: how many of them its processes may use together, such as 0.2. */
  constructor(name: string, processors: number) {
    const isFirst = existsSync(join(ROOT, 'cpu', 'cpu.cfs_quota_us'))
    this.#above = isFirst ? join(ROOT, 'cpu') : ROOT
    this.#group = join(this.#above, name)
    mkdirSync(this.#group)
    const quota = Math.round(processors * PERIOD_US)
    if (isFirst) writeFileSync(join(this.#group, 'cpu.cfs_quota_us'), String(quota))
    else writeFileSync(join(this.#group, 'cpu.max'), `${quota} ${PERIOD_US}`)
  }

  /** What these start later is limited, too. */
  add(pids: number[]): void {
    for (const pid of pids) move(pid, this.#group)
  }

  /** Lets go of its processes, and of those that they have started. */
  async remove(): Promise<void> {
    const isEmpty = () => {
      for (const pid of readFileSync(join(this.#group, 'cgroup.procs'), 'utf8').split('\n')) if (pid !== '') move(Number(pid), this.#above)
      return readFileSync(join(this.#group, 'cgroup.procs'), 'utf8') === ''
    }
    await poll(isEmpty, { everyMs: 100, attempts: 100 })
    rmdirSync(this.#group)
  }
}

function move(pid: number, group: string): void {
  try {
    writeFileSync(join(group, 'cgroup.procs'), String(pid))
  } catch (error) {
    // It has ended.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
