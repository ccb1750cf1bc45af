import { plainTexts } from '../lib/plain.ts'
import { wrap } from '../lib/wrap.ts'
import { analyseRun } from '../verdict/analysis.ts'
import { aboutRun } from './points.ts'
import { runTitle, why } from './verdict-text.ts'
import type { Report } from './report.ts'
import { picturesOf } from './timeline/picture.ts'
import { svgOf } from './timeline/svg.ts'
import { reportInEnglish } from './words/en.ts'

/** Signs of a line of the head. */
const WIDTH = 128

const NOTHING = 'No raw samples of a series were read, so there is no timeline.'

/** The timeline of runs as a picture. */
export const svgReport: Report = {
  name: 'svg',
  render: (runs) =>
    svgOf(
      plainTexts(runs).map((run) => {
        const analysis = analyseRun(run)
        const said = why({ run, analysis })
        const pictures = picturesOf(analysis)
        return {
          title: runTitle(run),
          lines: [...wrap(said, WIDTH), ...wrap(aboutRun(run), WIDTH), pictures.length === 0 ? NOTHING : reportInEnglish.timeline.legend],
          pictures,
        }
      }),
    ),
}
