import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'

/**
 * A state folder of its own for one test. Not a `t.testdir`: that is removed before a test's own teardowns, and a lab whose
 * folder is gone cannot be found to be ended.
 */
export function ownHome(t: Test): string {
  const home = mkdtempSync(join(realpathSync(tmpdir()), 'thanos-lab-test-'))
  const before = process.env['THANOS_LAB_HOME']
  process.env['THANOS_LAB_HOME'] = home
  // Teardowns run last first: what is registered after this one still has its home.
  t.teardown(() => {
    if (before === undefined) delete process.env['THANOS_LAB_HOME']
    else process.env['THANOS_LAB_HOME'] = before
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  })
  return home
}

/** What `lab.json` holds of a native lab. */
export function labFile(name: string, replicas = 2): object {
  return {
    format: 1,
    name,
    runtime: 'native',
    settings: { replicas, scrapeIntervalMs: 1000, timing: 'fast', workers: 0 },
    createdAt: '2026-01-01T00:00:00Z',
    state: 'made',
    facts: {},
  }
}
