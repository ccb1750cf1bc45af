import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import type { Run } from '../../src/model/run.ts'
import { child } from '../helpers/child.ts'
import { until } from '../helpers/until.ts'

import { bin } from '../cli/command-line.ts'
import { object } from '../cli/line.ts'
import { commandLab } from './command-lab.ts'

// What must never pass, and what must be cleaned up, on one native lab.
const { name, home, faults, env, lab, status, whole } = commandLab('break')

const scenario = (kill: string) => `title: t
teaches: t
observe:
  merged: { samples: 'up{job="thanos-query"}' }
  victim: { samples: 'up{job="thanos-query"}', replica: victim }
steps:
  - wait: 3 scrapes
  - kill: ${kill}
  - until: { replica: victim, is: back, within: 2m }
  - wait: 5 scrapes
expect:
  - merged: { longest-gap: { at-most: 3 scrapes } }
  - victim: { longest-gap: { at-least: 4 scrapes } }
`
const folder = mkdtempSync(join(home, 'scenarios-'))
const file = (kill: string) => {
  const path = join(folder, `${kill.replaceAll(/\W+/g, '-')}.yaml`)
  writeFileSync(path, scenario(kill))
  return path
}

/** `thanos-lab chaos FILE` as a process that can be stopped, while the fault lasts: longer than a busy machine takes to ask for it. */
function killReplica(t: Test): ReturnType<typeof child> {
  const scenarioFile = file('{ replica: preferred, for: 90 scrapes }')
  const argv = `process.argv = [process.argv[0], 'thanos-lab', 'chaos', '${scenarioFile}', '--name', '${name}']`
  return child(t, `${argv}\nawait import('file://${bin}')`, env)
}

t.test('a run without a fault is inconclusive', async (t) => {
  const noFault = fileURLToPath(new URL('../scenarios/no-fault.yaml', import.meta.url))
  const said = await lab('chaos', noFault, '--json')
  t.equal(said.code, 4, said.stderr)
  t.equal(object<Run>(said).verdict, 'inconclusive')
})

t.test('killing a replica that Query does not prefer shows nothing', async (t) => {
  const said = await lab('chaos', file('{ replica: other, for: 5 scrapes }'), '--json')
  t.equal(said.code, 4, said.stderr)
  t.match(object<Run>(said).inconclusiveReasons, [/this kill shows nothing/])
})

t.test('Ctrl-C during the outage heals first', async (t) => {
  const chaos = killReplica(t)
  await until('the fault is active', () => /✔ kill prometheus/.test(readFileSync(chaos.log, 'utf8')), 60_000)
  const during = await status()
  t.equal(during.faults.length, 1, 'the fault is in the ledger')
  t.ok(
    during.replicas.some(({ ready }) => !ready),
    'a replica is away',
  )
  process.kill(chaos.pid ?? 0, 'SIGINT')
  t.match(await chaos.ended, { code: 130 })
  t.same((await status()).faults, [], 'the ledger is empty')
  await whole()
})

t.test('a chaos that was killed leaves a ledger from which heal undoes it', async (t) => {
  const chaos = killReplica(t)
  // A record is there when it has its name: one that is still being written is of no fault yet.
  await until('the fault is in the ledger', () => existsSync(faults) && readdirSync(faults).some((one) => one.endsWith('.json')), 60_000)
  process.kill(chaos.pid ?? 0, 'SIGKILL')
  await chaos.ended
  const refused = await lab('chaos', 'kill-replica')
  t.match(refused, { code: 3, stderr: /A fault is open[^]*thanos-lab heal/ }, 'no scenario on a lab with an open fault')
  t.equal((await lab('heal')).code, 0)
  t.same((await status()).faults, [])
  await whole()
  t.match(await lab('heal'), { code: 0, stdout: /No fault is open/ })
})

t.test('other settings for a lab that is there are refused', async (t) => {
  const before = await status()
  t.match(await lab('up', '--replicas', '3'), { code: 2, stderr: /--replicas 2, not 3/ })
  t.same({ ...(await status()), stores: [] }, { ...before, stores: [] }, 'nothing was changed')
})
