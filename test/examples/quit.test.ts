import { readFileSync } from 'node:fs'
import t from 'tap'
import { scenarioVocabulary } from '../../src/app/select-scenarios.ts'
import { silent } from '../../src/lib/progress.ts'
import { waitSteady } from '../../src/observe/readiness.ts'
import { checks, faults, loadAll } from '../../src/registry.ts'
import { runScenario } from '../../src/runner/runner.ts'
import { native } from '../../src/runtime/native/native.ts'
import { readScenario } from '../../src/scenario/parse.ts'
import { analyseRun } from '../../src/verdict/analysis.ts'
import { judge } from '../../src/verdict/judge.ts'
import { thanosLab } from '../cli/command-line.ts'
import { runRecord } from '../helpers/run.ts'
import { ownHome } from '../storage/home.ts'
import { quit } from './quit.ts'
import { sampleAge } from './sample-age.ts'
import { isSeriesSpec } from '../../src/model/reading.ts'

// The example of docs/scenarios.md, "Adding a fault and a check": what a person would add, added to the catalogue.
t.setTimeout(30 * 60_000)

const allFaults = [...(await loadAll(faults)), quit]
const allChecks = [...(await loadAll(checks)), sampleAge]
const catalogue = { ...(await scenarioVocabulary()), faults: allFaults, checks: allChecks }
const text = readFileSync(new URL('quit.yaml', import.meta.url), 'utf8')
const scenario = readScenario({ name: 'quit', file: 'quit.yaml', text }, catalogue).resolve(1000)

const age = (of: string, limits: Record<string, number>) => sampleAge.judge({ of, check: 'sample-age', limits }, analyseRun(runRecord()))

t.test('the check', async (t) => {
  t.match(age('merged', { 'at-most': 2000 }), {
    passed: true,
    detail: /^the newest sample was 0\.\d+ s old$/,
    expected: 'at most 2 s (2 scrapes)',
  })
  t.match(age('merged', { 'at-least': 2000 }), { passed: false })
  t.match(age('nobody', { 'at-most': 1 }), { passed: false, measured: null })
})

t.test('the scenario runs on a lab, with both', async (t) => {
  const name = `t-quit-${process.pid}`
  const env = { THANOS_LAB_HOME: ownHome(t) }
  t.teardown(() => thanosLab(['down', '--quiet', '--name', name], env))
  const up = await thanosLab(['up', '--runtime', 'native', '--name', name], env)
  t.equal(up.code, 0, up.stderr)
  const lab = await native.open(name)
  if (lab === undefined) throw new Error('there is no lab')
  const { signal } = new AbortController()
  const scraped = Object.values(scenario.observe).flatMap((spec) => (isSeriesSpec(spec) ? [spec.samples] : []))
  await waitSteady(lab, { deadline: Date.now() + 60_000, signal, scraped })
  const { record } = await runScenario({
    lab,
    scenario,
    faults: allFaults,
    placeOf: (step) => `quit.yaml, step ${step}`,
    versions: {},
    predict: () => ({}),
    keepCounters: new Set(),
    progress: silent,
    signal,
  })
  t.match(record.faults, [{ fault: 'quit', evidence: { verified: true, facts: { exitCode: 0 } } }])
  const { verdict, inconclusiveReasons: reasons, findings } = judge(analyseRun(record), allChecks)
  t.equal(verdict, 'pass', JSON.stringify({ reasons, findings }, null, 1))
  t.match(findings, [{ check: 'sample-age', passed: true }, { control: true }])
})
