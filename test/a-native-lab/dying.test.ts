import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { until } from '../helpers/until.ts'
import { bin } from '../cli/command-line.ts'
import { object } from '../cli/line.ts'
import { commandLab } from './command-lab.ts'

/* What ends a command, or the readers of what it says, while a fault is open: it heals first. On one native lab. */

const { name, home, folder, faults, env, lab, status } = commandLab('dying')
/** A second signal counts only that long after the first, ms. */
const REPEATED_MS = 600
const ledger = () => (existsSync(faults) ? readdirSync(faults) : [])

/** Writes a scenario with that fault; its file. */
function scenario(title: string, fault: string): string {
  const file = join(home, `${title}.yaml`)
  const observe = `observe:\n  merged: { samples: 'up{job="thanos-query"}' }`
  const expect = 'expect:\n  - merged: { longest-gap: { at-most: 3 scrapes } }'
  writeFileSync(file, `title: t\nteaches: t\n${observe}\nsteps:\n  - ${fault}\n  - wait: 60s\n${expect}\n`)
  return file
}

const freeze = scenario('freeze', 'freeze: { part: prometheus-0, container: prometheus, for: 5m }')

/** On SIGUSR2 it meets an exception that nobody catches. */
const BUG = "process.on('SIGUSR2', () => { throw new Error('by the test') })"

/** `thanos-lab chaos` with pipes to read it by, once its fault is active. */
async function begun(t: Test): Promise<{ chaos: ChildProcess; said: () => string; ended: Promise<unknown[]> }> {
  const args = ['--import', `data:text/javascript,${encodeURIComponent(BUG)}`, bin, 'chaos', freeze, '--name', name]
  const chaos = spawn(process.execPath, args, { env: { ...process.env, ...env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'pipe'] })
  t.teardown(() => chaos.kill('SIGKILL'))
  let text = ''
  chaos.stderr?.setEncoding('utf8').on('data', (more: string) => (text += more))
  const ended = once(chaos, 'close')
  await until('the fault is active', () => /waiting 1m/.test(text), 60_000)
  t.match(ledger(), [/\.json$/])
  return { chaos, said: () => text, ended }
}

/** As when `tee` ends, or a terminal is closed. */
function readersEnd({ stdout, stderr }: ChildProcess): void {
  stdout?.destroy()
  stderr?.destroy()
}

const endings: [title: string, how: (chaos: ChildProcess) => unknown, code: number][] = [
  ['Ctrl-C, after tee has ended', (chaos) => (readersEnd(chaos), chaos.kill('SIGINT')), 130],
  ['SIGTERM, when nobody reads any more', (chaos) => (readersEnd(chaos), chaos.kill('SIGTERM')), 143],
  ['SIGHUP', (chaos) => chaos.kill('SIGHUP'), 129],
  ['an exception that nobody caught', bug, 70],
  ['an exception that nobody caught or reads', (chaos) => (readersEnd(chaos), chaos.kill('SIGUSR2')), 70],
  ['a Ctrl-C that npm passes on, too', passedOnByNpm, 130],
]

function bug(chaos: ChildProcess): void {
  chaos.kill('SIGUSR2')
}

/** The second one comes while the fault is being healed: at once with the words, as one that comes later may meet a process without handlers. */
async function passedOnByNpm(chaos: ChildProcess): Promise<void> {
  const stopping = new Promise<void>((resolve) => {
    chaos.stderr?.on('data', (text: string) => text.includes('Stopping') && resolve())
  })
  chaos.kill('SIGINT')
  await stopping
  chaos.kill('SIGINT')
}

for (const [title, how, code] of endings)
  t.test(`${title}: the fault is healed, and the exit code is ${code}`, async (t) => {
    const { chaos, said, ended } = await begun(t)
    await how(chaos)
    t.same(await ended, [code, null])
    t.same(ledger(), [])
    if (how === bug) t.match(said(), /This is a bug of thanos-lab: by the test\n→ run thanos-lab doctor --json/, 'with what to type')
  })

t.test('a second Ctrl-C ends it at once, and says what is left and how to heal it', async (t) => {
  const { chaos, said, ended } = await begun(t)
  // The supervisor answers nobody, so that nothing can be healed.
  const { pid } = JSON.parse(readFileSync(join(folder, 'supervisor.json'), 'utf8')) as { pid: number }
  process.kill(pid, 'SIGSTOP')
  t.teardown(() => process.kill(pid, 'SIGCONT'))
  chaos.kill('SIGINT')
  await until('it stops', () => said().includes('Stopping'))
  await sleep(REPEATED_MS)
  chaos.kill('SIGINT')
  t.same(await ended, [130, null])
  const [file = ''] = ledger()
  t.match(said(), `Left open: the fault ${file.replace('.json', '')} → thanos-lab heal --name ${name}`)
  process.kill(pid, 'SIGCONT')
  t.match(await lab('heal'), { code: 0 })
})

t.test('a terminal that is closed says so again and again, and the healing goes on', async (t) => {
  const { chaos, ended } = await begun(t)
  readersEnd(chaos)
  await until('the fault is healed', () => ledger().length === 0 || !chaos.kill('SIGHUP'), 60_000)
  t.same(await ended, [129, null])
  t.same(ledger(), [])
})

t.test('a ledger file that is no record stops neither status nor up nor a scenario; heal sets it aside', async (t) => {
  mkdirSync(faults, { recursive: true })
  writeFileSync(join(faults, '1-a.json'), '')
  t.match(await lab('status', '--json'), {
    code: 0,
    stderr: /1-a\.json cannot be read: it is empty\. A fault may be open\. → thanos-lab heal/,
  })
  t.match(await lab('up'), { code: 0, stderr: /1-a\.json cannot be read/ })
  const said = await lab('chaos', fileURLToPath(new URL('../scenarios/late-short.yaml', import.meta.url)))
  t.match(said, { code: 0, stderr: /1-a\.json cannot be read/ }, said.stdout)
  t.match(await lab('heal'), { code: 5, stderr: /1-a\.json cannot be read/ })
  t.match(await lab('heal'), { code: 0 })
  t.same(ledger(), ['1-a.json.bad'])
})

t.test('a scenario that would write outside of the lab is refused before anything is done', async (t) => {
  const before = await status()
  for (const [container, flag, value] of [
    ['thanos-sidecar', '--reloader.config-envsubst-file', join(home, 'written')],
    ['thanos-sidecar', '--reloader.config-envsubst-file', '../../../../../written'],
    ['prometheus', '--storage.tsdb.path', join(home, 'written')],
  ] as const) {
    const file = scenario('outside', `change-flag: { part: prometheus, container: ${container}, flag: ${flag}, value: ${value} }`)
    const said = await lab('chaos', file, '--json')
    t.match(said, { code: 2 }, said.stderr)
    t.match(object(said), { error: { code: 'scenario', message: new RegExp(`would be started with ${flag}=`) } })
  }
  t.notOk(existsSync(join(home, 'written')))
  t.same({ ...(await status()), stores: [] }, { ...before, stores: [] }, 'nothing was restarted')
})
