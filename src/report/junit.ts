import { plain, plainTexts } from '../lib/plain.ts'
import type { Run } from '../model/run.ts'
import { aboutRun, secondsOf, type TestPoint, testPoints } from './points.ts'
import type { Report } from './report.ts'
import { escapedXml } from './xml.ts'

/** JUnit's XML, as Jenkins and GitLab read it: a suite a run. Source: jenkinsci/xunit-plugin, src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd. */
export const junitReport: Report = {
  name: 'junit',
  render(runs) {
    const suites = plainTexts(runs).map((run) => ({ run, points: testPoints(run) }))
    const all = suites.flatMap(({ points }) => points)
    const time = suites.reduce((sum, { run }) => sum + secondsOf(run), 0)
    return document(
      { ...counts(all), time: time.toFixed(3) },
      suites.flatMap(({ run, points }) => suiteLines(run, points)),
    )
  },
  withoutRuns(why) {
    const point: TestPoint = { name: 'report', state: 'error', message: plain(why), details: [] }
    const own = { ...counts([point]), time: '0.000' }
    return document(own, [
      `  <testsuite${attributes({ name: 'thanos-lab', ...own })}>`,
      ...pointLines(point, 'thanos-lab'),
      '  </testsuite>',
    ])
  },
}

function document(own: Record<string, string>, suites: string[]): string {
  const open = `<testsuites${attributes({ name: 'thanos-lab', ...own })}>`
  return ['<?xml version="1.0" encoding="UTF-8"?>', open, ...suites, '</testsuites>', ''].join('\n')
}

function suiteLines(run: Run, points: TestPoint[]): string[] {
  const { scenario, startedAt, id } = run
  const own = { name: scenario.name, ...counts(points), time: secondsOf(run).toFixed(3), timestamp: startedAt.slice(0, 19), id }
  return [
    `  <testsuite${attributes(own)}>`,
    ...points.flatMap((point) => pointLines(point, scenario.name)),
    `    <system-out>${escapedXml(`${scenario.title}\n${aboutRun(run)}\nthanos-lab report ${id}`)}</system-out>`,
    '  </testsuite>',
  ]
}

function pointLines({ name, state, message, details }: TestPoint, classname: string): string[] {
  const open = `    <testcase${attributes({ name, classname })}`
  if (state === 'passed') return [`${open}/>`]
  const word = state === 'error' ? 'error' : 'failure'
  return [`${open}>`, `      <${word}${attributes({ message, type: word })}>${escapedXml(details.join('\n'))}</${word}>`, '    </testcase>']
}

function counts(points: readonly TestPoint[]): Record<string, string> {
  const some = (state: TestPoint['state']) => String(points.filter((point) => point.state === state).length)
  return { tests: String(points.length), failures: some('failed'), errors: some('error') }
}

function attributes(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapedXml(value)}"`)
    .join('')
}
