import type { Test } from 'tap'

/** A state folder of its own for one test. */
export function ownHome(t: Test): string {
  const home = t.testdir({})
  const before = process.env['THANOS_LAB_HOME']
  process.env['THANOS_LAB_HOME'] = home
  t.teardown(() => {
    if (before === undefined) delete process.env['THANOS_LAB_HOME']
    else process.env['THANOS_LAB_HOME'] = before
  })
  return home
}
