import t from 'tap'
import { svgReport } from '../../../src/report/svg.ts'
import { keptRuns } from '../../helpers/kept-runs.ts'

/* Where things stand in the drawn runs: words are beside each other, inside the picture, and no line goes through them. */

const SIGN = 0.6
const WIDTH = 1000
const SIZES: Record<string, number> = { h: 15, s: 12, on: 11 }

interface Words {
  words: string
  left: number
  right: number
  top: number
  bottom: number
}

function wordsOf(svg: string): Words[] {
  const texts = svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"(?: class="([a-z ]+)")?(?: text-anchor="(\w+)")?>([^<]*)</g)
  return [...texts].map(([, x, y, style = '', anchor = 'start', words = '']) => {
    const size = style.split(' ').flatMap((one) => SIZES[one] ?? [])[0] ?? 13
    // An escaped sign is one.
    const width = words.replaceAll(/&\w+;/g, '.').length * size * SIGN
    const left = Number(x) - { start: 0, middle: width / 2, end: width }[anchor]!
    return { words, left, right: left + width, top: Number(y) - size * 0.7, bottom: Number(y) }
  })
}

const meet = (one: Words, other: Words) =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom

for (const [name, run] of keptRuns()) {
  const svg = svgReport.render([run], { color: false, width: 100 })
  const all = wordsOf(svg)
  t.test(name, async (t) => {
    t.ok(all.length > 2)
    const outside = all.filter((one) => one.left < 0 || one.right > WIDTH)
    t.same(outside, [], 'all words are inside')
    const meeting = all.flatMap((one, index) => all.slice(index + 1).flatMap((other) => (meet(one, other) ? [[one, other]] : [])))
    t.same(meeting, [], 'no words are on others')
    for (const [, at, from, to] of svg.matchAll(/class="lead" d="M([\d.]+) ([\d.]+)V([\d.]+)"/g)) {
      const crossed = all.filter((one) => one.left < Number(at) && Number(at) < one.right && one.top < Number(to) && Number(from) < one.top)
      t.same(crossed, [], `the line at ${at}`)
    }
  })
}

t.test('faults at the same time each have an edge of their own, and a name below the other', async (t) => {
  const svg = svgReport.render([keptRuns().get('both-down')!], { color: false, width: 100 })
  const edges = [...svg.matchAll(/class="edge" d="M[\d.]+ [\d.]+V([\d.]+)/g)].map(([, top]) => top)
  t.equal(new Set(edges).size, 2)
  t.equal(new Set(wordsOf(svg).flatMap(({ words, top }) => (words === 'kill' ? [top] : []))).size, 2)
})
