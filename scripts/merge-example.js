import { explain } from '../dist/explain/explanation.js'
import { holeWords } from '../dist/explain/hole.js'
import { panelOf } from '../dist/explain/strip.js'
import { tableLines } from '../dist/explain/table.js'
import { scratchCase } from '../dist/cli/explain/scratch.js'
import { makePaint } from '../dist/report/pretty/paint.js'
import { panelLines } from '../dist/report/pretty/strips.js'
import { wrap } from '../dist/wrap.js'

const WIDTH = 96

/** What `explain --from-scratch` with these words says of the first hole, without its introduction. */
export function mergeExample(words) {
  const told = explain(scratchCase(optionsOf(words), {}))
  const hole = told.events.find(({ kind }) => kind === 'hole')
  const canvas = { spans: [], intervalMs: told.intervalMs, paint: makePaint(false), width: WIDTH }
  const lines = [
    `$ thanos-lab explain --from-scratch ${words.join(' ')}`,
    '',
    ...wrap(holeWords(hole, told), WIDTH, 2),
    '',
    ...tableLines(told, hole.from, hole.to),
    '',
    ...panelLines(canvas, panelOf(told)).slice(1),
  ]
  return ['```text', ...lines.map((line) => line.trimEnd()), '```'].join('\n')
}

const ms = (text) => (text.endsWith('ms') ? Number.parseInt(text, 10) : Number.parseInt(text, 10) * 1000)

/** The words as the command line reads them. */
function optionsOf(words) {
  const value = (name) => words[words.indexOf(name) + 1]
  return { phases: value('--phases').split(',').map(ms), outage: [value('--outage')], length: ms(value('--length')) }
}
