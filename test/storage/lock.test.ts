import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { runningProcess } from '../../src/lib/processes.ts'
import { thisHolder } from '../../src/storage/holder.ts'
import { sweepLocks, withLock } from '../../src/storage/lock.ts'
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

t.test('another process holds it: refused at once with who it is, or waited for and said so once', async (t) => {
  const folder = t.testdir({})
  const path = join(folder, 'lab')
  const other = child(t, holder(folder, 'until done'))
  await until('the other process has it', () => existsSync(join(folder, 'held')))
  const refused = withLock(path, { what, waitMs: 0 }, async () => t.fail('it ran'))
  const who = new RegExp(`thanos-lab thanos-lab \\(pid ${other.pid}\\), begun `)
  await t.rejects(refused, { code: 'locked', exit: 3, message: /^Another thanos-lab is at work on the lab "x": / })
  await t.rejects(refused, { message: who })
  const waits: string[] = []
  const waiting = withLock(path, { what, waitMs: 20_000, onWait: (text) => waits.push(text) }, async () => 'ran')
  await until('it waits', () => waits.length === 1)
  writeFileSync(join(folder, 'done'), '')
  t.equal(await waiting, 'ran')
  t.match(waits, [who])
  t.match(await other.ended, { code: 0 })
  t.same(readdirSync(folder).sort(), ['done', 'held'], 'nothing is left of it')
})

t.test('a lock whose holder died is free at once, also for many who come at the same time: one after the other', async (t) => {
  const folder = t.testdir({})
  const path = join(folder, 'lab')
  t.match(await child(t, holder(folder, 'and dies')).ended, { signal: 'SIGKILL' })
  t.ok(existsSync(`${path}.lock`))
  t.equal(await withLock(path, { what, waitMs: 0 }, async () => 'taken over'), 'taken over')
  for (let round = 0; round < 10; round += 1) {
    mkdirSync(`${path}.lock`)
    writeFileSync(join(`${path}.lock`, 'holder.json'), JSON.stringify(await dead()))
    let at = 0
    const work = async () => {
      at += 1
      t.equal(at, 1, 'alone')
      await new Promise((resolve) => setTimeout(resolve, 1))
      at -= 1
    }
    await Promise.all(Array.from({ length: 8 }, () => withLock(path, { what, waitMs: 20_000 }, work)))
  }
  t.same(readdirSync(folder), ['held'])
})

/** A holder that does not run: its pid is another process's by now. */
const dead = async () => ({ ...(await thisHolder()), id: '00000000-0000-4000-8000-000000000000', started: '1' })

t.test('a holder that is stopped keeps its lock, and is named', { skip: process.platform !== 'linux' }, async (t) => {
  const folder = t.testdir({})
  const other = child(t, holder(folder, 'until done'))
  await until('the other process has it', () => existsSync(join(folder, 'held')))
  process.kill(other.pid!, 'SIGSTOP')
  await until('it is stopped', async () => (await runningProcess(other.pid!))?.stopped)
  const then = Date.now() / 1000 - 60
  utimesSync(join(folder, 'lab.lock', 'holder.json'), then, then)
  const refused = withLock(join(folder, 'lab'), { what, waitMs: 0 }, async () => t.fail('it ran'))
  await t.rejects(refused, { code: 'locked', message: new RegExp(`\\(pid ${other.pid}, which is stopped\\)`) })
})

const elsewhere = async () => ({ ...(await thisHolder()), where: 'another machine' })

t.test('a holder on another machine has it as long as it touches its file; a time in the future is none', async (t) => {
  const path = join(t.testdir({}), 'lab')
  const file = join(`${path}.lock`, 'holder.json')
  for (const [seconds, is] of [
    [0, 'held'],
    [-11, 'free'],
    [3600, 'free'],
  ] as const) {
    mkdirSync(`${path}.lock`, { recursive: true })
    writeFileSync(file, JSON.stringify(await elsewhere()))
    const then = Date.now() / 1000 + seconds
    utimesSync(file, then, then)
    const got = withLock(path, { what, waitMs: 0 }, async () => 'free')
    t.equal(await got.catch(({ code }: { code: string }) => (code === 'locked' ? 'held' : code)), is, `${seconds} s`)
  }
})

t.test('what is in its place and no lock is set aside', async (t) => {
  const kinds: [title: string, make: (lock: string) => unknown][] = [
    ['a file', (lock) => writeFileSync(lock, 'mine')],
    ['an empty folder', (lock) => mkdirSync(lock)],
    ['a folder dated in the future', (lock) => (mkdirSync(lock), utimesSync(lock, 4e9, 4e9))],
    ['a broken link', (lock) => symlinkSync('/none', lock)],
    ['half a holder', (lock) => (mkdirSync(lock), writeFileSync(join(lock, 'holder.json'), '{"id":'))],
    ['another shape', (lock) => (mkdirSync(lock), writeFileSync(join(lock, 'holder.json'), '{"pid":1}'))],
    ['a folder for its holder', (lock) => mkdirSync(join(lock, 'holder.json'), { recursive: true })],
  ]
  for (const [title, make] of kinds) {
    const path = join(t.testdir({}), 'lab')
    make(`${path}.lock`)
    t.equal(await withLock(path, { what, waitMs: 1000 }, async () => 'ran'), 'ran', title)
    t.notOk(existsSync(`${path}.lock`), title)
  }
})

t.test('a lock that is taken away stops the work', async (t) => {
  const path = join(t.testdir({}), 'lab')
  const work = withLock(path, { what, waitMs: 0 }, async (lost) => {
    rmSync(`${path}.lock`, { recursive: true })
    await new Promise((resolve) => lost.addEventListener('abort', resolve, { once: true }))
    return 'stopped'
  })
  await t.rejects(work, {
    code: 'locked',
    exit: 3,
    message: /The lock on the lab "x" \(.*lab\.lock\) was taken away, so this command has stopped/,
  })
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

t.test('what is left beside a lock by a command that was killed is removed; what another one makes now is not', async (t) => {
  const folder = t.testdir({})
  const [gone = '', live = '', fresh = ''] = ['1', '2', '3'].map((digit) => `lab.lock.${digit.repeat(8)}-aaaa-bbbb-cccc-dddddddddddd`)
  const holderNow = await thisHolder()
  for (const [name, who] of [
    [gone, { ...holderNow, pid: 2 ** 22 - 1 }],
    [live, holderNow],
  ] as const) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'holder.json'), JSON.stringify(who))
  }
  for (const name of [fresh, 'lab.lock.clearing', 'other.lock.clearing']) mkdirSync(join(folder, name))
  const then = Date.now() / 1000 - 60
  for (const name of ['lab.lock.clearing', 'other.lock.clearing']) utimesSync(join(folder, name), then, then)
  await sweepLocks(folder, (lock) => lock === 'lab')
  t.same(readdirSync(folder).sort(), [live, fresh, 'other.lock.clearing'].sort())
})
