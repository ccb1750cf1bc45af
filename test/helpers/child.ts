import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { start, type Started } from '../../src/lib/exec.ts'

/** The built lab, for processes of their own: a bare node does not run TypeScript. */
export const dist = new URL('../../dist/', import.meta.url).href

/**
 * Another process of the lab: a module's text, in which `dist` is where the built files are. It goes on until it ends, at the
 * latest with its test; what it says is in `log`.
 */
export function child(t: Test, script: string, env: Record<string, string> = {}): Started & { log: string } {
  const folder = mkdtempSync(join(tmpdir(), 'thanos-lab-test-'))
  const log = join(folder, 'log')
  const text = `const dist = ${JSON.stringify(dist)}\n${script}`
  const started = start(process.execPath, ['--input-type=module', '-e', text], {
    env: { ...(process.env as Record<string, string>), ...env },
    log,
  })
  let over = false
  void started.ended.then(() => (over = true))
  t.teardown(async () => {
    if (!over && started.pid !== undefined) process.kill(-started.pid, 'SIGKILL')
    await started.ended
    rmSync(folder, { recursive: true })
  })
  return { ...started, log }
}
