// Pictures of a terminal for the docs: a command, and what it prints of a recorded run, with its colours. Drawn by scripts/pictures.js from the
// built code; test/report/terminal-pictures.test.ts compares them with what the sources print.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const RUN = fileURLToPath(new URL('../docs/pictures/kill-replica.json', import.meta.url))
/** What `query` answered, right after a run of kill-replica: thanos-lab query 'rate(…)' --range 75s --json. */
const GRAPH = new URL('terminal-query.json', import.meta.url)
const REPLICAS = ['prometheus-0', 'prometheus-1']
const COLUMNS = 110
/** A sign's width and a line's height, pixels. */
const [SIGN, LINE, SIZE] = [7.8, 18, 13]
const [SIDE, TOP, HEAD] = [16, 14, 30]

/** SGR code → what it changes. */
const CODES = {
  0: { weight: '', ink: '' },
  1: { weight: 'b' },
  2: { weight: 'd' },
  22: { weight: '' },
  31: { ink: 'red' },
  32: { ink: 'green' },
  33: { ink: 'yellow' },
  35: { ink: 'magenta' },
  36: { ink: 'cyan' },
  39: { ink: '' },
}

const STYLE = `svg{--bg:#fbfbfa;--fg:#1d1f22;--dim:#5c6067;--head:#e6e7e9;--red:#b4232a;--green:#1a6b34;--yellow:#7d5a00;--magenta:#8f2f86;--cyan:#0b6676}
@media(prefers-color-scheme:dark){svg{--bg:#15171a;--fg:#f0f0f0;--dim:#a9adb3;--head:#2a2d32;--red:#ff9a9d;--green:#7fd0a0;--yellow:#e2b85c;--magenta:#e29bdb;--cyan:#7cc9dc}}
text{font:${SIZE}px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:var(--fg);white-space:pre}
.bg{fill:var(--bg);stroke:var(--head)}.head{fill:var(--head)}.b{font-weight:700}.d{fill:var(--dim)}
.red{fill:var(--red)}.green{fill:var(--green)}.yellow{fill:var(--yellow)}.magenta{fill:var(--magenta)}.cyan{fill:var(--cyan)}`

/**
 * Name in docs/pictures/ → SVG. `code`: the functions of the built code, or of the sources: loadRun, prettyRun, runCase, explain,
 * explanationText, showTimesOf, graphPage, makePaint, signsFor, forTerminal, escapedXml.
 */
export async function terminalPictures(code) {
  const options = { color: true, width: COLUMNS }
  const explained = await code.runCase(RUN, {})
  // As on the day of the run: without dates.
  code.showTimesOf(explained.window, 'utc', explained.window.to)
  const graph = JSON.parse(readFileSync(GRAPH, 'utf8'))
  const page = { width: COLUMNS, paint: code.makePaint(true), signs: code.signsFor().graph, replicas: REPLICAS }
  return new Map([
    [
      'terminal-query.svg',
      terminal(`thanos-lab query '${graph.query}' --range ${Math.round(graph.to - graph.from)}s`, code.graphPage(graph, page), code),
    ],
    ['terminal-explain.svg', terminal('thanos-lab explain', code.explanationText(code.explain(explained), options), code)],
    ['terminal-chaos.svg', terminal('thanos-lab chaos kill-replica', code.prettyRun(await code.loadRun(RUN), options), code)],
  ])
}

function terminal(command, shown, { forTerminal, escapedXml: escaped }) {
  const text = forTerminal(shown)
  const lines = text.trimEnd().split('\n').map(stretches)
  const columns = Math.max(COLUMNS, ...lines.map((some) => some.reduce((sum, { words }) => sum + words.length, 0)))
  const [width, height] = [Math.ceil(2 * SIDE + columns * SIGN), HEAD + TOP + lines.length * LINE + TOP]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(`A terminal: ${command}`)}">`,
    `<style>${STYLE}</style>`,
    `<rect class="bg" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    `<path class="head" d="M1 ${HEAD}V9a8 8 0 0 1 8-8H${width - 9}a8 8 0 0 1 8 8V${HEAD}z"/>`,
    `<text class="b" x="${SIDE}" y="20">$ ${escaped(command)}</text>`,
    ...lines.flatMap((some, number) => drawn(some, HEAD + TOP + number * LINE + SIZE, escaped)),
    '</svg>\n',
  ].join('\n')
}

/** A line as stretches of one look. */
function stretches(line) {
  let look = CODES[0]
  const [first, ...rest] = line.split('\u001b[')
  const coloured = rest.map((part) => {
    const [code, words] = [part.slice(0, part.indexOf('m')), part.slice(part.indexOf('m') + 1)]
    if (CODES[code] === undefined) throw new Error(`scripts/terminal-pictures.js knows no colour ${code}`)
    look = { ...look, ...CODES[code] }
    return { words, ...look }
  })
  return [{ words: first, ...CODES[0] }, ...coloured]
}

/** Each stretch stands in its columns, however wide the reader's font draws a block. */
function drawn(some, y, escaped) {
  let column = 0
  return some.flatMap(({ words, weight, ink }) => {
    const begin = column + words.length - words.trimStart().length
    column += words.length
    const shown = words.trim()
    if (shown === '') return []
    const look = [weight, ink].filter((name) => name !== '').join(' ')
    const style = look === '' ? '' : ` class="${look}"`
    return [
      `<text${style} x="${fixed(SIDE + begin * SIGN)}" y="${y}" textLength="${fixed(shown.length * SIGN)}" lengthAdjust="spacingAndGlyphs">${escaped(shown)}</text>`,
    ]
  })
}

const fixed = (pixels) => Number(pixels.toFixed(1))
