import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { evaluate } from '../../src/app/run-scenario.ts'
import { explainAnswer } from '../../src/explain/answer.ts'
import { explain } from '../../src/explain/explanation.ts'
import { caseOfRun } from '../../src/explain/inputs/run.ts'
import { explanationText } from '../../src/explain/text.ts'
import { whatIfLines } from '../../src/explain/what-if.ts'
import { LabError } from '../../src/lib/errors.ts'
import { forTerminal } from '../../src/lib/terminal.ts'
import type { Run } from '../../src/model/run.ts'
import { reports } from '../../src/registry.ts'
import { recordAt, replaySpan } from '../../src/report/replay.ts'
import { situationAt } from '../../src/report/situation.ts'
import { loadRun } from '../../src/storage/runs.ts'
import { analyseRun } from '../../src/verdict/analysis.ts'
import { pageOfRuns } from '../../src/web/report/html.ts'
import { thanosLab } from '../cli/command-line.ts'
import { keptRuns } from '../helpers/kept-runs.ts'
import { drawn, mutated, type Mutation, mutations, OBEYED } from './mutations.ts'
import type { Suite } from './suite.ts'

/** No file takes as long, of a processor's time, whatever else the machine does. ms */
const SLOW_MS = 10_000
/** Every so many rounds, the real command reads the file, too. */
const EVERY = 50
const COMMANDS = [
  ['report'],
  ['explain'],
  ['analyze'],
  ['report', '--format', 'junit'],
  ['explain', '--json'],
  ['report', '--format', 'html'],
]

/** Recorded runs with some of their parts changed, through everything that reads one. */
export const runFiles: Suite = {
  name: 'run-files',
  about: 'changed run files through report in every format, explain, analyze, and the page that replays a run',
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'thanos-lab-torture-'))
    const kept = [...keptRuns().values()].sort((a, b) => JSON.stringify(a).length - JSON.stringify(b).length).slice(0, 15)
    return {
      async round(seed) {
        const file = join(folder, `${seed}.json`)
        const text = JSON.stringify(mutated(kept[seed % kept.length]!, changes(seed)))
        await writeFile(file, text)
        const begun = process.cpuUsage()
        const problems = await throughAll(file)
        const ms = process.cpuUsage(begun).user / 1000
        if (ms > SLOW_MS) problems.push(`it took ${ms.toFixed(0)} ms of a processor`)
        if (seed % EVERY === 0) problems.push(...(await byCommand(file, COMMANDS[(seed / EVERY) % COMMANDS.length]!)))
        await rm(file)
        return problems
      },
      close: () => rm(folder, { recursive: true, force: true }),
    }
  },
}

/** Of every second round only what keeps the shape: it is then read by all. */
function changes(seed: number): Mutation[] {
  const all = drawn(mutations, seed)
  return seed % 2 === 0 ? all : all.slice(0, 1).map((one) => ({ ...one, how: 'alike' }))
}

/** What is wrong after everything that reads a run has read that file. */
export async function throughAll(file: string): Promise<string[]> {
  const run = await loadRun(file).catch((error: unknown) => error)
  if (run instanceof LabError) return run.message.includes(file) ? [] : [`refused without its file: ${run.message}`]
  if (run instanceof Error) return [`loading: ${run.stack}`]
  const good = run as Run
  const problems: string[] = []
  for (const [name, work] of Object.entries(consumers(good))) {
    const text = await attempted(work)
    if (text instanceof LabError) continue
    if (text instanceof Error) problems.push(`${name}: ${text.stack}`)
    else if (OBEYED.test(forTerminal(text).replaceAll(/[\n\t]/g, ''))) problems.push(`${name}: it has a character that a terminal obeys`)
  }
  return problems
}

async function attempted(work: () => Promise<string> | string): Promise<string | Error> {
  try {
    return await work()
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function consumers(run: Run): Record<string, () => Promise<string> | string> {
  const page = { color: false, width: 100, ascii: false }
  const rendered = reports.map(({ name, load }): [string, () => Promise<string>] => [
    `report --format ${name}`,
    // The page is built once and is big: of it, what is made of the run.
    async () => (name === 'html' ? (pageOfRuns([run]).staticHtml ?? '') : (await load()).render([run], page)),
  ])
  const explained = [undefined, ...Object.keys(run.scenario.observe)].map((series): [string, () => string] => [
    `explain ${series ?? ''}`,
    () => {
      const one = caseOfRun(analyseRun(run), { series, phase: undefined, mode: 'plain' })
      const explanation = explain(one)
      return explanationText(explanation, page) + JSON.stringify(explainAnswer(explanation, undefined)) + whatIfLines(one).join('\n')
    },
  ])
  return {
    ...Object.fromEntries([...rendered, ...explained]),
    analyze: async () => JSON.stringify(await evaluate(run)),
    replay: () => replayed(run),
  }
}

function replayed(run: Run): string {
  const span = replaySpan(run)
  if (span === undefined) return ''
  const moments = [span.from, (span.from + span.to) / 2, span.to]
  return moments.map((at) => JSON.stringify(situationAt(analyseRun(recordAt(run, at)), at))).join('\n')
}

async function byCommand(file: string, [command = '', ...options]: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await thanosLab([command, file, ...options], { THANOS_LAB_HOME: `${file}.home` })
  const raw = OBEYED.test((stdout + stderr).replaceAll(/[\n\t]/g, '')) ? ['it prints a character that a terminal obeys'] : []
  return [...(code === 70 || code === null || code > 4 ? [`${command} ${options.join(' ')} ends with ${code}: ${stderr}`] : []), ...raw]
}
