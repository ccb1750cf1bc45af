import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MachineCheck } from '../check.ts'

/** What kind's known issues recommend ("too many open files"). One node starts with much less. */
const WANTED = { max_user_watches: 524_288, max_user_instances: 512 }
type Limit = keyof typeof WANTED

export const inotifyCheck: MachineCheck = {
  id: 'inotify',
  title: 'inotify limits',
  async look({ platform, proc }) {
    if (platform !== 'linux') return { status: 'ok', detail: 'none on this system' }
    const limits = Object.keys(WANTED) as Limit[]
    const has = await Promise.all(limits.map(async (limit) => Number(await readFile(join(proc, 'sys/fs/inotify', limit), 'utf8'))))
    const low = limits.filter((limit, index) => !((has[index] ?? 0) >= WANTED[limit]))
    const detail = limits.map((limit, index) => `${limit} ${has[index]}`).join(', ')
    if (low.length === 0) return { status: 'ok', detail }
    return {
      status: 'warn',
      detail: `${detail}: several kind nodes may run into "too many open files"`,
      fix: `sudo sysctl ${low.map((limit) => `fs.inotify.${limit}=${WANTED[limit]}`).join(' ')}`,
    }
  },
}
