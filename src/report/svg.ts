import { plainTexts } from '../lib/plain.ts'
import { wrap } from '../lib/wrap.ts'
import { analyseRun } from '../verdict/analysis.ts'
import { aboutRun } from './points.ts'
import { asExpected, why } from './pretty/verdict.ts'
import type { Report } from './report.ts'
import { picturesOf } from './timeline/picture.ts'
import { svgOf } from './timeline/svg.ts'

/** Signs of a line of the head. */
const WIDTH = 128

const LEGEND = 'One cell a scrape; hatched: a sample was due, and there is none. Of the merged series, whose samples Query returned.'

/** The timeline of runs as a picture. */
export const svgReport: Report = {
  name: 'svg',
  render: (runs) =>
    svgOf(
      plainTexts(runs).map((run) => {
        const analysis = analyseRun(run)
        const title = `${run.verdict.toUpperCase()}${asExpected(run)}: ${run.scenario.title}`
        const said = why({ run, analysis })
        return { title, lines: [...wrap(said, WIDTH), aboutRun(run), LEGEND], pictures: picturesOf(analysis) }
      }),
    ),
}
