import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { exec } from '../../src/lib/exec.ts'
import { runningProcesses } from '../../src/lib/processes.ts'
import { thanosLab } from '../cli/command-line.ts'
import { until } from '../helpers/until.ts'

/* The disk of the state folder is full while a fault is open, and has space again later. */

t.setTimeout(5 * 60_000)

const up = 'up{job="thanos-query"}'
/** JSON is YAML. */
const SCENARIO = JSON.stringify({
  title: 't',
  teaches: 't',
  observe: { merged: { samples: up }, victim: { samples: up, replica: 'victim' } },
  steps: [
    { wait: '4 scrapes' },
    { kill: { replica: 'preferred', for: '3 scrapes' } },
    { until: { replica: 'victim', is: 'back', within: '5s' } },
  ],
  expect: [{ merged: { 'longest-gap': { 'at-most': '9 scrapes' } } }, { victim: { 'longest-gap': { 'at-least': '2 scrapes' } } }],
})

t.test('the verdict is printed, what could not be written is said, and with space again all comes back', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'thanos-lab-disk-'))
  const disk = join(folder, 'disk')
  mkdirSync(disk)
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const mounted = await exec('mount', ['-t', 'tmpfs', '-o', 'size=60m', 'thanos-lab-test', disk])
  if (!mounted.ok) return t.pass(`a small disk cannot be mounted here: ${mounted.stderr}`, { skip: true })
  t.teardown(() => exec('umount', [disk]))
  const home = join(disk, 'home')
  const env = { THANOS_LAB_HOME: home, NODE_OPTIONS: '' }
  const lab = (...words: string[]) => thanosLab([...words, '--name', 'x'], env)
  t.teardown(() => lab('down'))
  const fill = () => exec('dd', ['if=/dev/zero', `of=${join(disk, 'fill')}`, 'bs=64k'])

  t.equal((await lab('up', '--runtime', 'native')).code, 0)
  const file = join(folder, 'scenario.yaml')
  writeFileSync(file, SCENARIO)
  const chaos = lab('chaos', file, '--json')
  const faults = join(home, 'labs', 'x', 'faults')
  await until('the fault is open', () => existsSync(faults) && readdirSync(faults).some((name) => name.endsWith('.json')), 60_000)
  await fill()
  const said = await chaos
  t.equal(said.code, 3, said.stderr)
  t.match(JSON.parse(said.stdout), { verdict: 'inconclusive', inconclusiveReasons: [/No space is left to write .*pods/] }, 'the run')
  t.match(said.stderr, /The run could not be saved: No space is left to write .*run\.json\n→ free some space, then run the command again/)
  t.notMatch(said.stderr, /ENO/)
  t.match(await lab('heal'), { code: 0 })
  t.match(await lab('up'), { code: 3, stderr: /^The disk is full\.\nNo space is left to write / })
  t.match(await lab('runs'), { code: 0, stdout: /No run is saved yet/ })

  rmSync(join(disk, 'fill'))
  await until('the lab is up by itself', async () => (await lab('status')).code === 0, 60_000)
  t.match(await lab('up'), { code: 0 })

  await fill()
  t.match(await lab('down'), { code: 0, stdout: /is removed/ })
  t.notOk(existsSync(join(home, 'labs', 'x')))
  t.same(
    (await runningProcesses()).filter(({ args }) => args.join(' ').includes(home)),
    [],
  )
})
