import { join } from 'node:path'
import type { Test } from 'tap'
import { exec } from '../../src/lib/exec.ts'

/** A device like /dev/null in the test's own folder; where this user may not make one, /dev/null itself, which then nobody but root could replace. */
export async function nullDevice(t: Test): Promise<string> {
  const device = join(t.testdirName, 'device')
  const { ok } = await exec('mknod', [device, 'c', '1', '3'])
  return ok ? device : '/dev/null'
}
