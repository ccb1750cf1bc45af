import { plain, plainTexts } from '../lib/plain.ts'
import type { Run } from '../model/run.ts'
import { aboutRun, secondsOf, type TestPoint, testPoints } from './points.ts'
import type { Report } from './report.ts'

/** TAP 14: a run is a test with its expectations as subtests; where no lab started, and so no run was saved, it bails out. Source: testanything.org, TAP version 14 specification. */
export const tapReport: Report = {
  name: 'tap',
  render(runs) {
    const all = plainTexts(runs)
    return ['TAP version 14', `1..${all.length}`, ...all.flatMap(runLines), ''].join('\n')
  },
  withoutRuns: (why) => `TAP version 14\nBail out! ${description(plain(why))}\n`,
}

function runLines(run: Run, index: number): string[] {
  const points = testPoints(run)
  const { scenario, id } = run
  const isOk = points.every(({ state }) => state === 'passed')
  return [
    `# Subtest: ${description(scenario.name)}`,
    `    # ${description(scenario.title)}`,
    `    # ${description(aboutRun(run))}`,
    `    # thanos-lab report ${description(id)}`,
    `    1..${points.length}`,
    ...points.flatMap(pointLines).map((line) => `    ${line}`),
    `${isOk ? 'ok' : 'not ok'} ${index + 1} - ${description(scenario.name)} # time=${Math.round(secondsOf(run) * 1000)}ms`,
  ]
}

function pointLines({ name, state, message, details }: TestPoint, index: number): string[] {
  const line = `${state === 'passed' ? 'ok' : 'not ok'} ${index + 1} - ${description(name)}`
  if (state === 'passed') return [line]
  const told = [
    `severity: ${state === 'error' ? 'error' : 'fail'}`,
    `message: ${quoted(message)}`,
    'details:',
    ...details.map((one) => `  - ${quoted(one)}`),
  ]
  return [line, '  ---', ...told.map((one) => `  ${one}`), '  ...']
}

/** JSON is YAML, too. */
function quoted(text: string): string {
  return JSON.stringify(text)
}

/** A `#` would begin a directive such as SKIP, and a backslash escapes. */
function description(text: string): string {
  return text.replaceAll(/[\\#]/g, '\\$&')
}
