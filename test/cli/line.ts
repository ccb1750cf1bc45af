import t from 'tap'
import { type LabStatus, statusSchema } from '../../src/model/answers.ts'
import { type Run, run as runSchema } from '../../src/model/run.ts'
import { analyseRun } from '../../src/verdict/analysis.ts'
import { type Said, thanosLab } from './command-line.ts'

/** The main job as a person types it, on one runtime: up, kill-replica, report, down. */
export async function line(name: string, upArgs: string[], env: Record<string, string>): Promise<void> {
  const lab = (...args: string[]): Promise<Said> => thanosLab([...args, '--name', name], env)
  t.teardown(() => lab('down', '--quiet'))

  await t.test('up, and up again', async (t) => {
    const first = await lab('up', ...upArgs, '--json')
    t.equal(first.code, 0, first.stderr)
    const status = object<LabStatus>(first)
    t.equal(statusSchema.safeParse(status).error, undefined)
    t.match(status.lab, { name, state: 'up', faults: [], stores: [{ healthy: true }, { healthy: true }] })
    t.same(status.lab.stores.map(({ replica }) => replica).sort(), ['prometheus-0', 'prometheus-1'])
    const answered = await fetch(`${status.lab.query?.url}/api/v1/query?query=vector(1)`)
    t.match(await answered.json(), { status: 'success' }, 'query.url answers from this machine')
    const again = object<LabStatus>(await lab('up', ...upArgs, '--json'))
    t.same({ ...again.lab, stores: [] }, { ...status.lab, stores: [] }, 'a second up changes nothing')
  })

  await t.test('kill-replica passes, with its control, and its kill is verified', async (t) => {
    const said = await lab('chaos', 'kill-replica', '--json')
    t.equal(said.code, 0, said.stderr)
    const run = object<Run>(said)
    t.equal(runSchema.safeParse(run).error, undefined)
    t.equal(run.verdict, 'pass', run.inconclusiveReasons.join('\n'))
    t.match(run.faults, [{ fault: 'kill', evidence: { verified: true } }])
    const [fault] = run.faults
    t.equal(fault?.preferred?.['merged'], fault?.replica, 'the preferred replica was hit')
    t.not(fault?.healedAt, null)
    const control = run.findings.find((finding) => finding.control)
    t.match(control, { series: 'victim', passed: true })
    t.ok((control?.measured ?? 0) >= 5, `the control's gap is ${control?.measured} s`)
    t.same(
      run.snapshots.map(({ phase }) => phase),
      ['before', 'during', 'after'],
      'a snapshot before the fault, one during the outage, and one after recovery',
    )
    t.match(run.findings.find(({ series }) => series === 'merged')?.detail, /during the outage .*; after recovery /)
    t.equal(analyseRun(run).series['naive']?.views.at(-1)?.answers?.length, 20)
    const edges = new Set(run.snapshots.map(({ window }) => window.from))
    t.equal(edges.size, 1, 'every snapshot has the same left edge')
  })

  await t.test('the run is saved, and shown again from its file alone', async (t) => {
    const runs = object<{ runs: { id: string; verdict: string }[] }>(await lab('runs', '--json'))
    t.match(runs.runs[0], { verdict: 'pass' })
    const report = await lab('report', runs.runs[0]?.id ?? '')
    t.equal(report.code, 0)
    t.match(report.stdout, /^PASS .*\n(.*\n)*.*merged, after/)
  })

  await t.test('what no series fits: the nearest that there is', async (t) => {
    const [metric, label, rate, live] = await Promise.all([
      lab('query', 'upp{job="thanos-query"}'),
      lab('query', 'up{job="thanos-quer"}', '--json'),
      lab('query', 'rate(prometheus_http_request_total[1m])'),
      lab('explain', '--live', 'upp{job="thanos-query"}'),
    ])
    t.match(metric, { code: 0, stdout: /did you mean up\?\n→ thanos-lab query 'up\{job="thanos-query"\}' --name/ })
    t.match(label, { code: 0, stderr: /there job is "thanos-query"|thanos-lab query 'up\{job="thanos-query"\}'/ })
    t.match(rate.stdout, /did you mean prometheus_http_requests_total\?\n→ thanos-lab query 'rate\(prometheus_http_requests_total\[1m\]\)'/)
    t.match(live, { code: 2, stderr: /did you mean up\?\n→ thanos-lab explain --live 'up\{job="thanos-query"\}' --name/ })
  })

  await t.test('query: the samples of a selector; in parentheses, its values', async (t) => {
    const counter = 'prometheus_tsdb_head_samples_appended_total{instance="prometheus-0"}'
    const [raw, values] = await Promise.all([lab('query', counter), lab('query', `(${counter})`)])
    t.match(raw, { code: 0, stdout: /no gap|gaps? of/ })
    t.match(raw.stdout, `The values change. Draw them as a graph:\n→ thanos-lab query '(${counter})' --name`)
    t.match(values, { code: 0, stdout: /^\d+ series: merged \(dedup=true\) and each replica apart \(dedup=false\)\n/ })
    t.match(values.stdout, /\n {2}Merged has the value of /)
  })

  await t.test('down, and down again', async (t) => {
    t.equal((await lab('down')).code, 0)
    t.equal((await lab('down')).code, 0)
    t.equal((await lab('status')).code, 3)
  })
}

/** The one object that a command with --json says. */
export function object<T>({ stdout }: Said): T {
  return JSON.parse(stdout) as T
}
