import { scratchCase } from '../dist/cli/commands/explain-inputs.js'
import { explain } from '../dist/explain/explanation.js'
import { gapText } from '../dist/explain/narrative.js'
import { tableLines } from '../dist/explain/table.js'
import { panelOf } from '../dist/explain/text.js'
import { makePaint, wrap } from '../dist/report/text.js'
import { panelLines } from '../dist/report/timeline/render.js'

const WIDTH = 96

/** What `explain --from-scratch` with these words says of the first gap, without its introduction. */
export function mergeExample(words) {
  const explanation = explain(scratchCase(optionsOf(words), {}))
  const gap = explanation.events.find(({ kind }) => kind === 'gap')
  const canvas = { spans: [], intervalMs: explanation.intervalMs, paint: makePaint(false), width: WIDTH }
  const lines = [
    `$ thanos-lab explain --from-scratch ${words.join(' ')}`,
    '',
    ...wrap(gapText(gap, explanation), WIDTH, 2),
    '',
    ...tableLines(explanation, gap.from, gap.to),
    '',
    ...panelLines(canvas, panelOf(explanation)).slice(1),
  ]
  return ['```text', ...lines.map((line) => line.trimEnd()), '```'].join('\n')
}

const ms = (text) => (text.endsWith('ms') ? Number.parseInt(text, 10) : Number.parseInt(text, 10) * 1000)

/** The words as the command line reads them. */
function optionsOf(words) {
  const value = (name) => words[words.indexOf(name) + 1]
  return { offsets: value('--offsets').split(',').map(ms), outage: [value('--outage')], length: ms(value('--length')) }
}
