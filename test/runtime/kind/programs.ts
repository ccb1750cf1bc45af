import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Test } from 'tap'
import { silent } from '../../../src/lib/progress.ts'
import type { UpRequest } from '../../../src/runtime/runtime.ts'

/** A machine whose `docker` and `kind` are small scripts; its state folder is its own. Returns that folder. */
export function machine(t: Test, scriptsOf: (home: string) => Record<string, string>): string {
  const home = t.testdir({ bin: {}, home: {} })
  for (const [name, text] of Object.entries(scriptsOf(home))) script(join(home, 'bin', name), text)
  const variables = {
    PATH: `${join(home, 'bin')}:${process.env['PATH']}`,
    THANOS_LAB_HOME: join(home, 'home'),
    THANOS_LAB_CACHE: join(home, 'cache'),
  }
  const before = Object.entries(variables).map(([name]) => [name, process.env[name]] as const)
  Object.assign(process.env, variables)
  t.teardown(() => {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
  })
  return home
}

export function script(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 })
}

export function request(name: string, withinMs = 60_000, signal = new AbortController().signal): UpRequest {
  const settings = { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast' as const, workers: 0, nodeImage: 'node:v1.34.4' }
  return { name, settings, progress: silent, deadline: Date.now() + withinMs, signal }
}

/** Whether a process runs. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
