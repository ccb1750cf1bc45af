import t from 'tap'
import { doctorText } from '../../src/cli/doctor-text.ts'
import type { Result, Status } from '../../src/doctor/check.ts'

const check = (id: string, status: Status): Result => ({ id, title: id, status, detail: `${id} is ${status}`, fix: `fix ${id}` })
const runtime = (name: string, blockedBy: string[]) => ({
  name,
  ok: blockedBy.length === 0,
  missing: [],
  blockedBy,
  capabilities: [],
  command: `thanos-lab up --runtime ${name}`,
  skips: [],
})

t.test('what is missing is fixed first; what is not known is named', async (t) => {
  const checks = [check('ps', 'missing'), check('docker', 'unknown'), check('memory', 'warn')]
  const runtimes = [runtime('kind', ['ps', 'docker']), runtime('native', ['docker']), runtime('other', [])]
  t.same(doctorText({ schemaVersion: 1, checks, runtimes, next: 'fix ps' }, false).split('\n'), [
    '✘ ps      ps is missing',
    '  → fix ps',
    '? docker  docker is unknown',
    '  → fix docker',
    '⚠ memory  memory is warn',
    '  → fix memory',
    '',
    'Runtimes',
    '✘ kind    cannot run; fix first: ps; not known: docker',
    '? native  is not known to run; find out first: docker',
    '✔ other   can run; capabilities: none',
    '  → thanos-lab up --runtime other',
    '',
    'Next: fix ps',
  ])
})
