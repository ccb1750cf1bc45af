import { explain } from '../dist/explain/explanation.js'
import { caseOfSimulation } from '../dist/explain/inputs/simulated.js'
import { gapText } from '../dist/explain/gap-text.js'
import { tableLines } from '../dist/explain/table.js'
import { panelOf } from '../dist/explain/text.js'
import { wrap } from '../dist/lib/wrap.js'
import { UNICODE } from '../dist/report/signs.js'
import { makePaint } from '../dist/report/text.js'
import { pictureOf } from '../dist/report/timeline/picture.js'
import { pictureLines } from '../dist/report/timeline/terminal.js'

const WIDTH = 96
const INTERVAL_MS = 1000

/** What `simulate` prints about the first gap of replicas with these offsets, where replica-0 has that outage. Milliseconds. */
export function mergeExample({ offsets, outage, length }) {
  const { from, to, kind } = outage
  const replicas = offsets.map((offsetMs, number) => ({
    name: `replica-${number}`,
    intervalMs: INTERVAL_MS,
    offsetMs,
    outages: number === 0 ? [outage] : [],
  }))
  const explanation = explain(caseOfSimulation(replicas, length, {}))
  const gap = explanation.events.find((event) => event.kind === 'gap')
  const picture = pictureOf(panelOf(explanation), { spans: [], intervalMs: explanation.intervalMs })
  const outageWord = `0:${from / 1000}s-${to / 1000}s${kind === 'dies' ? '' : `:${kind}`}`
  const lines = [
    `$ thanos-lab simulate --offsets ${offsets.map((offset) => `${offset}ms`).join(',')} --outage ${outageWord} --length ${length / 1000}s`,
    '',
    ...wrap(gapText(gap, explanation), WIDTH, 2),
    '',
    ...tableLines(explanation, gap.from, gap.to),
    '',
    ...pictureLines(picture, { paint: makePaint(false), width: WIDTH, signs: UNICODE }).slice(1),
  ]
  return ['```text', ...lines.map((line) => line.trimEnd()), '```'].join('\n')
}
