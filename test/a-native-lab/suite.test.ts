import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { chaosSchema, type SuiteAnswer } from '../../src/model/answers.ts'
import type { Run } from '../../src/model/run.ts'
import { openFault } from '../../src/storage/ledger.ts'
import { bin, thanosLab } from '../cli/command-line.ts'
import { object } from '../cli/line.ts'
import { child } from '../helpers/child.ts'
import { until } from '../helpers/until.ts'
import { commandLab } from './command-lab.ts'

// Several scenarios on one native lab.
const { name, home, folder, env, lab, whole } = commandLab('several')

const file = (path: string) => fileURLToPath(new URL(`../scenarios/${path}`, import.meta.url))
const [late, nothing] = [file('late-short.yaml'), file('no-fault.yaml')]
const variant = (named: string, edit: (text: string) => string) => {
  const path = join(home, `${named}.yaml`)
  writeFileSync(path, edit(readFileSync(nothing, 'utf8')))
  return path
}
const nodes = variant('needs-nodes', (text) => `needs: [nodes]\n${text}`)
// The end of such a pod's name only the lab knows.
const nobody = variant('nobody', (text) => text.replace('wait: 5 scrapes', 'kill: { part: thanos-query-nobody }'))

t.test('each is run from a steady state, judged and kept; what cannot be run is skipped', async (t) => {
  const said = await lab('chaos', nothing, nodes, late, '--json')
  const suite = object<SuiteAnswer>(said)
  t.equal(chaosSchema.safeParse(suite).error, undefined)
  t.match(suite.runs, [
    { scenario: 'no-fault', outcome: 'pass', verdict: 'inconclusive', exit: 4, why: /nothing is verified/ },
    { scenario: 'needs-nodes', exit: 3, skipped: /needs nodes, which the runtime native lacks/ },
    { scenario: 'late-short', outcome: 'pass', verdict: 'pass', exit: 0 },
  ])
  t.same(suite.lab?.changed, [], 'as a pattern, [] fits any list')
  t.match(suite, { exit: 4, notRun: [] })
  t.ok((suite.lab?.compared ?? 0) >= 15, `${suite.lab?.compared} things of the lab are compared`)
  t.equal(said.code, 4)
  for (const { id, elapsedMs, waitedMs = 0 } of suite.runs.filter((run) => run.id !== undefined)) {
    const run = object<Run>(await lab('report', id ?? '', '--format', 'json'))
    t.ok(run.timing?.steps.length, 'the run kept where its time went')
    // How much lies beyond it, `npm run bench` measures.
    t.ok(waitedMs > 0 && waitedMs <= elapsedMs, `${waitedMs} of ${elapsedMs} ms had to be waited for`)
  }
})

t.test('--fail-fast ends at the first that is not as declared, not at one that is skipped', async (t) => {
  const said = await lab('chaos', nodes, nothing, late, '--fail-fast')
  t.equal(said.code, 4, said.stderr)
  t.match(said.stdout, /0 as declared, 1 not as declared, 1 skipped, 1 not run \(late-short\)/)
  t.match(said.stdout, /The lab is as before the scenarios: .*\n$/)
})

t.test('--shuffle says its order', async (t) => {
  const said = await lab('chaos', nodes, nodes, '--shuffle', 'a seed')
  t.equal(said.code, 3, 'nothing was run, so nothing was shown')
  t.match(said.stderr, /2 scenarios in the order of the seed "a seed": needs-nodes, needs-nodes/)
})

t.test('Ctrl-C heals, says what was run, and ends with 130', async (t) => {
  const argv = `process.argv = [process.argv[0], 'thanos-lab', 'chaos', '${nodes}', '${late}', '${nothing}', '--json', '--name', '${name}']`
  const chaos = child(t, `${argv}\nawait import('file://${bin}')`, env)
  await until('a fault is active', () => /✔ delay thanos-query/.test(readFileSync(chaos.log, 'utf8')), 60_000)
  process.kill(chaos.pid ?? 0, 'SIGINT')
  t.match(await chaos.ended, { code: 130 })
  const suite = JSON.parse(/^\{$.*^\}$/ms.exec(readFileSync(chaos.log, 'utf8'))?.[0] ?? '') as SuiteAnswer
  t.match(suite, { exit: 130, notRun: ['no-fault'], runs: [{ skipped: /./ }, { scenario: 'late-short', exit: 130, id: /./ }] })
  t.equal(suite.lab, undefined, 'nobody waits for a comparison')
  await whole()
  t.match(await lab('heal'), { code: 0, stdout: /No fault is open/ })
})

t.test('a scenario that cannot be run does not keep the next one from it', async (t) => {
  const suite = object<SuiteAnswer>(await lab('chaos', nobody, nothing, '--json'))
  t.match(suite, { exit: 3, runs: [{ scenario: 'nobody', exit: 3, error: { code: 'no-target', message: /nobody/ } }, { exit: 4 }] })
})

t.test('a lab that is not what it was is exit 5, with what differs and what fixes it', async (t) => {
  const rules = join(folder, 'configmaps', 'prometheus-rules', 'lab.yaml')
  const before = readFileSync(rules, 'utf8')
  // One that is skipped makes it a suite; by the time that the other one waits, the lab before the first is known.
  const argv = `process.argv = [process.argv[0], 'thanos-lab', 'chaos', '${nodes}', '${nothing}', '--name', '${name}']`
  const chaos = child(t, `${argv}\nawait import('file://${bin}')`, env)
  await until('a scenario runs', () => /waiting 5s/.test(readFileSync(chaos.log, 'utf8')), 60_000)
  writeFileSync(rules, `${before}# changed by hand\n`)
  const said = { ...(await chaos.ended), stdout: readFileSync(chaos.log, 'utf8') }
  writeFileSync(rules, before)
  t.equal(said.code, 5)
  t.match(
    said.stdout,
    /\nThe lab differs from its state before the scenarios: file configmaps\/prometheus-rules\/lab\.yaml \(changed\)\n→ thanos-lab down --name t-several-\d+, then thanos-lab up/,
  )
})

t.test('with something left to heal nothing is run', async (t) => {
  const plannedAt = new Date().toISOString()
  await openFault({
    id: '1-left',
    fault: 'kill',
    lab: name,
    target: 'prometheus-0',
    plannedAt,
    endsBy: 0,
    undo: { pod: { name: 'x', uid: 'x' } },
  })
  t.match(await lab('chaos', nothing, late), { code: 3, stderr: /1-left\n→ thanos-lab heal/ })
  t.equal((await lab('heal')).code, 0)
})

t.test('a lab that is not there', async (t) => {
  t.match(await thanosLab(['chaos', 'all', '--name', 'nobody'], env), { code: 3, stderr: /There is no lab "nobody"/ })
})
