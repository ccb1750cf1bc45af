import { existsSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { withLock } from '../../src/storage/lock.ts'
import { child } from '../helpers/child.ts'
import { until } from '../helpers/until.ts'

const what = 'the lab "x"'

/** Another process that holds the lock until the file `done` is there, or dies with it. */
const holder = (folder: string, how: 'until done' | 'and dies') => `
  const { withLock } = await import(dist + 'storage/lock.js')
  const { existsSync, writeFileSync } = await import('node:fs')
  await withLock('${folder}/lab', { what: 'x', waitMs: 0 }, async () => {
    writeFileSync('${folder}/held', '')
    ${how === 'and dies' ? "process.kill(process.pid, 'SIGKILL')" : ''}
    while (!existsSync('${folder}/done')) await new Promise((resolve) => setTimeout(resolve, 20))
  })`

t.test('one at a time, and the lock is free afterwards, also after a failure', async (t) => {
  const path = join(t.testdir({}), 'deep', 'lab')
  const order: string[] = []
  const work = (name: string) => async () => {
    order.push(`${name} begins`)
    await new Promise(setImmediate)
    order.push(`${name} ends`)
  }
  await Promise.all([withLock(path, { what, waitMs: 5000 }, work('a')), withLock(path, { what, waitMs: 5000 }, work('b'))])
  t.equal(order[0]?.slice(0, 1), order[1]?.slice(0, 1))
  t.same(
    order.map((line) => line.slice(2)),
    ['begins', 'ends', 'begins', 'ends'],
  )
  await t.rejects(
    withLock(path, { what, waitMs: 0 }, async () => {
      throw new Error('the work failed')
    }),
    { message: 'the work failed' },
  )
  t.equal(await withLock(path, { what, waitMs: 0 }, async () => 5), 5)
})

t.test('another process holds it: refused at once, or waited for and said so once', async (t) => {
  const folder = t.testdir({})
  const path = join(folder, 'lab')
  const other = child(t, holder(folder, 'until done'))
  await until('the other process has it', () => existsSync(join(folder, 'held')))
  const refused = withLock(path, { what, waitMs: 0 }, async () => t.fail('it ran'))
  await t.rejects(refused, { code: 'locked', exit: 3, message: 'Another thanos-lab is at work on the lab "x"' })
  let waits = 0
  const waiting = withLock(path, { what, waitMs: 20_000, onWait: () => (waits += 1) }, async () => 'ran')
  await until('it waits', () => waits === 1)
  writeFileSync(join(folder, 'done'), '')
  t.equal(await waiting, 'ran')
  t.equal(waits, 1)
  t.match(await other.ended, { code: 0 })
})

t.test('a lock whose holder died is taken over once its heartbeat is old', async (t) => {
  const folder = t.testdir({})
  const path = join(folder, 'lab')
  t.match(await child(t, holder(folder, 'and dies')).ended, { signal: 'SIGKILL' })
  t.ok(existsSync(`${path}.lock`))
  await t.rejects(
    withLock(path, { what, waitMs: 0 }, async () => t.fail('it ran')),
    { code: 'locked' },
    'not before',
  )
  const then = Date.now() / 1000 - 11
  utimesSync(`${path}.lock`, then, then)
  t.equal(await withLock(path, { what, waitMs: 0 }, async () => 'taken over'), 'taken over')
})

t.test('Ctrl-C ends the wait', async (t) => {
  const path = join(t.testdir({}), 'lab')
  const stop = new AbortController()
  await withLock(path, { what, waitMs: 0 }, async () => {
    const waiting = withLock(path, { what, waitMs: 60_000, signal: stop.signal, onWait: () => stop.abort() }, async () => t.fail('it ran'))
    await t.rejects(waiting, { code: 'interrupted', exit: 130 })
  })
})

t.test('a place where no lock can be made says so', async (t) => {
  const path = join(t.testdir({ file: '' }), 'file', 'lab')
  await t.rejects(
    withLock(path, { what, waitMs: 0 }, async () => {}),
    { code: 'state', message: /Could not write .*lab/ },
  )
})
