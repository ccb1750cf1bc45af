import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { readFileSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { parse, stringify } from 'yaml'
import { scenarioVocabulary } from '../../src/app/select-scenarios.ts'
import { LabError } from '../../src/lib/errors.ts'
import { readScenario } from '../../src/scenario/parse.ts'
import { thanosLabs } from '../cli/command-line.ts'
import { anywhere, drawn, mutated, mutations, OBEYED, strange } from './mutations.ts'
import type { Suite } from './suite.ts'

const FOLDER = new URL('../../scenarios/', import.meta.url)
const SLOW_MS = 10_000
const EVERY = 50

/** A change of the text: a part of it is replaced, taken away, or there twice. */
const cuts = fc.array(
  fc.record({
    at: anywhere,
    length: fc.integer({ min: 0, max: 40 }),
    text: fc.oneof(
      strange.map((one) => String(one)),
      fc.constantFrom('*a ', '&a ', '<<: *a\n', '---\n', '!!binary ', '? ', '[', '{', '"', '|\n', '- ', '\t'),
    ),
  }),
  { minLength: 1, maxLength: 4 },
)

/** The scenarios of the package with changes, in their values and in their text, through the checks that come before a lab. */
export const scenarioFiles: Suite = {
  name: 'scenario-files',
  about: 'changed scenario files through scenario check, scenario show and chaos, without a lab',
  async open() {
    const vocabulary = await scenarioVocabulary()
    const folder = await mkdtemp(join(tmpdir(), 'thanos-lab-torture-'))
    const texts = readdirSync(FOLDER)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => readFileSync(new URL(name, FOLDER), 'utf8'))
    return {
      async round(seed) {
        const own = texts[seed % texts.length]!
        const text = seed % 2 === 0 ? stringify(mutated(parse(own), drawn(mutations, seed))) : cut(own, drawn(cuts, seed))
        const begun = process.cpuUsage()
        const problems = read(text)
        const ms = process.cpuUsage(begun).user / 1000
        if (ms > SLOW_MS) problems.push(`it took ${ms.toFixed(0)} ms of a processor`)
        if (seed % EVERY === 0) problems.push(...(await byCommand(text, join(folder, `${seed}.yaml`))))
        return problems
      },
      close: () => rm(folder, { recursive: true, force: true }),
    }

    function read(text: string): string[] {
      try {
        const file = readScenario({ name: 'mine', file: 'mine.yaml', text }, vocabulary)
        file.resolve(1000, 2)
        file.placeOf(0)
        return []
      } catch (error) {
        if (!(error instanceof LabError)) return [error instanceof Error ? (error.stack ?? error.message) : String(error)]
        const lines = error.message.split('\n').filter((line) => !/^mine\.yaml:\d+:\d+: /.test(line))
        return lines.length === 0 ? [] : [`refused without a position: ${lines.join('\n')}`]
      }
    }
  },
}

function cut(text: string, changes: readonly { at: number; length: number; text: string }[]): string {
  return changes.reduce((rest, change) => {
    const at = Math.floor(change.at * rest.length)
    return rest.slice(0, at) + change.text + rest.slice(at + change.length)
  }, text)
}

async function byCommand(text: string, file: string): Promise<string[]> {
  await writeFile(file, text)
  const words = [
    ['scenario', 'check', file],
    ['scenario', 'show', file],
    ['scenario', 'check', '--json', file],
    ['chaos', file],
  ]
  const said = await thanosLabs(words, { THANOS_LAB_HOME: `${file}.home` })
  return said.flatMap(({ code, stdout, stderr }, index) => {
    const isExpected = code === 2 || (code === 0 && index < 3) || (code === 3 && index === 3)
    return [
      ...(isExpected ? [] : [`${words[index]!.join(' ')} ends with ${code}: ${stderr}`]),
      ...(OBEYED.test((stdout + stderr).replaceAll(/[\n\t]/g, '')) ? [`${words[index]!.join(' ')} prints what a terminal obeys`] : []),
    ]
  })
}
