import type { MachineCheck } from '../check.ts'
import { install, onPath } from '../programs.ts'

export const psCheck: MachineCheck = {
  id: 'ps',
  title: 'ps, which tells whose a process is',
  // Without it `down` could not tell the lab's processes from others.
  everyRuntime: true,
  async look() {
    const path = await onPath('ps')
    if (path !== undefined) return { status: 'ok', detail: path }
    return { status: 'missing', detail: 'not on PATH', fix: await install('procps', { dnf: 'procps-ng', pacman: 'procps-ng' }) }
  },
}

export const tarCheck: MachineCheck = {
  id: 'tar',
  title: 'tar, which unpacks releases',
  // Only a download needs it, which the program's own check says.
  async look() {
    const path = await onPath('tar')
    return path === undefined ? { status: 'warn', detail: 'not on PATH', fix: await install('tar') } : { status: 'ok', detail: path }
  },
}
