import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { exec, start, type StartOptions } from '../../src/lib/exec.ts'

t.test('a program runs to its end, however it ends', async (t) => {
  t.match(await exec('sh', ['-c', 'echo out; echo err >&2']), { ok: true, exitCode: 0, stdout: 'out', stderr: 'err', missing: false })
  t.match(await exec('sh', ['-c', 'exit 3']), { ok: false, exitCode: 3, missing: false })
  t.match(await exec('no-such-program', []), { ok: false, missing: true })
  t.match(await exec('sleep', ['9'], { timeoutMs: 50 }), { ok: false, timedOut: true, missing: false })
  t.match(await exec('/bin/sh', ['-c', 'kill -9 $$']), { ok: false, signal: 'SIGKILL', missing: false })
})

t.test('lines of stderr are told as they come', async (t) => {
  const lines: string[] = []
  await exec('sh', ['-c', 'echo one >&2; echo two >&2'], { onLine: (line) => lines.push(line) })
  t.same(lines, ['one', 'two'])
})

t.test('a started program appends to its log and ends as a shell would say', async (t) => {
  const log = join(t.testdir({}), 'log')
  const first = start('sh', ['-c', 'echo one; exit 7'], { env: {}, log })
  t.same(await first.ended, { code: 7 })
  const second = start('/bin/sh', ['-c', 'echo two; kill -9 $$'], { env: {}, log })
  t.same(await second.ended, { code: 137, signal: 'SIGKILL' })
  t.equal(await readFile(log, 'utf8'), 'one\ntwo\n')
})

t.test('what cannot be started is 127, with the reason', async (t) => {
  const log = join(t.testdir({ plain: 'no program' }), 'log')
  const options = { env: {}, log }
  const cases: [program: string, more: Partial<StartOptions>, error: RegExp][] = [
    ['no-such-program', {}, /ENOENT/],
    [join(t.testdirName, 'plain'), {}, /EACCES/],
    ['sh', { cwd: join(t.testdirName, 'none') }, /ENOENT/],
    ['a\0b', {}, /null bytes/],
  ]
  for (const [program, more, error] of cases) {
    const { pid, ended } = start(program, [], { ...options, ...more })
    t.equal(pid, undefined)
    t.match(await ended, { code: 127, error })
  }
})

t.test('a started program reads what becomes known later, and nothing where it never does', async (t) => {
  const log = join(t.testdir({}), 'log')
  t.same(await start('cat', [], { env: {}, log, input: Promise.resolve('said') }).ended, { code: 0 })
  t.same(await start('cat', [], { env: {}, log, input: Promise.reject(new Error('never')) }).ended, { code: 0 })
  t.same(await start('sh', ['-c', 'exit 4'], { env: {}, log, input: new Promise(() => {}) }).ended, { code: 4 })
  t.equal(await readFile(log, 'utf8'), 'said')
})
