import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { eachReplica, readOutage, simulatedCase, type Simulation } from '../../explain/inputs/simulated.ts'
import { MOST_REPLICAS, type Setting } from '../../explain/inputs/simulation-link.ts'
import { LabError } from '../../lib/errors.ts'
import { writeOutput } from '../../storage/output.ts'
import { pageWith, readBuiltPage } from '../../web/built-page.ts'
import type { CommandContext } from '../context.ts'
import { type LanguageOptions, languageOf } from '../language-option.ts'
import { answerExplanation, howOf, type MergeOptions } from '../explanation.ts'

/** The options of `simulate`. Durations are milliseconds. */
export interface SimulateOptions extends MergeOptions, LanguageOptions {
  intervals: number[]
  offsets: number[]
  outage?: string[]
  length: number
  html?: true
  output?: string
}

/** `thanos-lab simulate`: how Query would merge simulated replicas; no lab is needed. */
export async function simulateCommand(context: CommandContext, options: SimulateOptions): Promise<number> {
  const { intervals, offsets, outage = [], length } = options
  const outages = outage.map((text) => readOutage(text, length))
  const simulation = { intervalsMs: intervals, offsetsMs: offsets, outages, lengthMs: length }
  if (options.html === true) return answerPlayground(context, simulation, options)
  if (options.output !== undefined) throw new LabError('usage', '-o is of --html: it is the file of the page', { hint: PAGE_HINT })
  if (options.lang !== undefined)
    throw new LabError('usage', '--lang is of --html: it is the language of the page', { hint: `${PAGE_HINT} --lang ${options.lang}` })
  answerExplanation(context, simulatedCase(simulation, howOf(options)), options, { madeUp: true })
  return 0
}

const PAGE_HINT = 'thanos-lab simulate --html -o playground.html'

/** `--html`: the playground as one file, which begins with this simulation. */
async function answerPlayground(context: CommandContext, simulation: Simulation, options: SimulateOptions): Promise<number> {
  const other = context.json ? '--json' : options.at === undefined ? undefined : '--at'
  if (other !== undefined) throw new LabError('usage', `--html and ${other} cannot be combined`, { hint: PAGE_HINT })
  const { mode, algorithm = 'penalty' } = howOf(options)
  const setting: Setting = {
    ...eachReplica(simulation),
    algorithm: options.whatIf === true ? 'both' : algorithm,
    isCounter: mode === 'counter',
  }
  const replicas = setting.intervalsMs.length
  if (replicas > MOST_REPLICAS)
    throw new LabError('usage', `--html shows at most ${MOST_REPLICAS} replicas, and there are ${replicas}`, { hint: PAGE_HINT })
  const { pageOfPlayground } = await import('../../web/report/playground.ts')
  const { html } = pageWith(readBuiltPage(), pageOfPlayground(setting, languageOf(options)), { isFile: true })
  if (options.output === undefined) {
    context.print(html)
    context.progress.say('Save it as a file, and open the file in a browser; it needs no server and no network.')
    return 0
  }
  await writeOutput(options.output, html)
  const url = pathToFileURL(resolve(options.output)).href
  context.progress.say(`Written to ${options.output}. Open ${url} in a browser; it needs no server and no network.`)
  return 0
}
