import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { prettyRun } from '../../src/report/pretty/pretty.ts'
import { keptRuns } from '../helpers/kept-runs.ts'
import { Screen } from '../helpers/screen.ts'
import type { ProgramOptions } from './drawn/program.ts'

/* The timeline that grows while `chaos` runs, on a real terminal: what is on its screen at each moment, and what stays at the end. */

t.jobs = 2

const MOMENTS = 12
const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const command = (options: ProgramOptions) => ['--import=./test/loader.js', 'test/cli/drawn/program.ts', JSON.stringify(options)]
const env = { ...process.env, LC_ALL: 'C.UTF-8', TERM: 'xterm-256color', NO_COLOR: undefined }
const needsTerminal =
  spawnSync('script', ['--version']).error === undefined && process.platform === 'linux' ? {} : { skip: 'script of util-linux is not here' }

interface Drawn {
  /** Moment → what the terminal shows then; `end` at the end. */
  looks: Map<string, { above: string[]; screen: string[] }>
  /** What the program wrote, with its escape codes. */
  output: string
}

interface Terminal extends ProgramOptions {
  columns: number
  rows: number
  wrapsAgain?: boolean
  noColor?: true
}

/** Runs the program on a pseudo-terminal, and reads what it draws as a terminal does. */
async function drawnOn(t: Test, { columns, rows, wrapsAgain = true, noColor, ...options }: Terminal): Promise<Drawn> {
  const quoted = command(options).map((word) => `'${word}'`)
  const line = `stty cols ${columns} rows ${rows}; '${process.execPath}' ${quoted.join(' ')}`
  const own = { cwd: root, env: noColor ? { ...env, NO_COLOR: '1' } : env, maxBuffer: 1e8 }
  const { stdout: output } = await run('script', ['-qec', line, '/dev/null'], own)
  const screen = new Screen({ columns, rows, wrapsAgain })
  const looks: Drawn['looks'] = new Map()
  screen.write(output, (name) => looks.set(name.replace(/^look;/, ''), screen.shown))
  t.ok(looks.has('end') && looks.size > (options.endsAt ?? MOMENTS - 1), 'it drew all moments')
  t.ok(screen.isCursorShown, 'the cursor is shown again')
  t.notOk(screen.cutsLines, 'and lines are wrapped again')
  return { looks, output }
}

const STEP = /^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] /
/** The lines that stay, in one, as far as there are some by then. */
const STAYS = /^(?:✔ waiting for the steady state \(… s\) (?:✔ kill .* verified \(… s\) ⚠ a line that stays )?)?$/
const ROWS = [
  ...['prometheus-0', String.raw`prometheus-1(?: \(victim\))?`, 'merged, now', 'naive, now'].map(
    (label) => new RegExp(`^ +${label} +[▇·]`),
  ),
  /^ +probe query +[▁-█]/,
]
/** Lines that the terminal may have wrapped, as words. */
const joined = (lines: string[]) =>
  lines
    .map((line) => `${line} `)
    .join('')
    .replaceAll(/ +/g, ' ')
    .replaceAll(/\d+\.\d s/g, '… s')

/** At each moment the step that goes on and its picture stand there once, at the screen's end, and above them only the lines that stay. */
function isDrawnInPlace(t: Test, { looks }: Pick<Drawn, 'looks'>): void {
  for (const [name, { above, screen }] of looks) {
    if (name === 'end') continue
    const all = [...above, ...screen]
    const begin = all.findIndex((line) => STEP.test(line))
    const shown = `${name}:\n${all.join('\n')}`
    t.ok(begin >= above.length, `the picture is not higher than the terminal, at ${shown}`)
    t.match(joined(all.slice(0, begin)), STAYS, `no rest of a picture above, at ${shown}`)
    t.equal(all.filter((line) => STEP.test(line)).length, 1, `one step, at ${shown}`)
    for (const row of ROWS) t.ok(all.filter((line) => row.test(line)).length <= 1, `${row} once, at ${shown}`)
    t.ok(
      ROWS.slice(0, 3).every((row) => screen.some((line) => row.test(line))),
      `both replicas and Query's answer, at ${shown}`,
    )
  }
}

/** The steps with their times, the line that stays, then the whole answer as it is without a picture. */
function endsWithAnswer(t: Test, { looks }: Drawn, scenario: string, columns: number): void {
  const { above, screen } = looks.get('end')!
  const all = [...above, ...screen].join('\n').trimEnd().split('\n')
  const answer = prettyRun(keptRuns().get(scenario)!, { color: false, width: columns }).trimEnd().split('\n')
  const wrapped = answer.flatMap((line) => line.match(new RegExp(`.{1,${columns}}`, 'gu')) ?? ['']).map((line) => line.trimEnd())
  t.same(all.slice(-wrapped.length), wrapped, 'the answer is whole')
  const before = all.slice(0, -wrapped.length)
  t.match(joined(before), /^✔ waiting for the steady state \(… s\) ✔ kill .* verified \(… s\) ⚠ a line that stays ✔ waiting 10s \(… s\) $/)
}

for (const [columns, rows] of [
  [110, 40],
  [60, 30],
  [40, 30],
  [110, 12],
  [40, 12],
] as const)
  t.test(`${columns} columns, ${rows} lines`, needsTerminal, async (t) => {
    const drawn = await drawnOn(t, { scenario: 'kill-replica', columns, rows })
    isDrawnInPlace(t, drawn)
    endsWithAnswer(t, drawn, 'kill-replica', columns)
  })

const resizes: [name: string, begin: [number, number], sizes: NonNullable<ProgramOptions['sizes']>, wrapsAgain: boolean][] = [
  ['narrower, then wider', [110, 40], { 3: [60, 40], 8: [120, 40] }, true],
  ['narrower, on a terminal that does not wrap its lines again', [110, 40], { 3: [60, 40], 8: [120, 40] }, false],
  ['lower, then higher', [110, 26], { 3: [110, 18], 8: [110, 30] }, true],
  ['lower than the picture', [110, 40], { 3: [110, 12] }, true],
  ['wider', [40, 30], { 5: [110, 30] }, true],
]
for (const [name, [columns, rows], sizes, wrapsAgain] of resizes)
  t.test(`resized: ${name}`, needsTerminal, async (t) => {
    const drawn = await drawnOn(t, { scenario: 'kill-replica', columns, rows, sizes, wrapsAgain })
    isDrawnInPlace(t, drawn)
    endsWithAnswer(t, drawn, 'kill-replica', Object.values(sizes).at(-1)![0])
  })

t.test('Ctrl-C: what it says stays above the picture, which goes on', needsTerminal, async (t) => {
  const { looks } = await drawnOn(t, { scenario: 'kill-replica', columns: 110, rows: 40, interruptedAt: 2 })
  const notice = 'Stopping. Press Ctrl-C again to stop at once.'
  const { screen } = looks.get('3')!
  const at = screen.indexOf(notice)
  t.same(screen.slice(0, at).join(''), '', 'it is the first line')
  isDrawnInPlace(t, { looks: new Map([['3', { above: [], screen: screen.slice(at + 1) }]]) })
  t.ok(looks.get('end')!.above.includes(notice), 'and stays')
})

t.test('a program that ends at once leaves nothing of the picture', needsTerminal, async (t) => {
  const { looks } = await drawnOn(t, { scenario: 'kill-replica', columns: 110, rows: 40, endsAt: 6 })
  const { above, screen } = looks.get('end')!
  t.match(joined([...above, ...screen].filter((line) => line !== '')), /^✔ waiting for the steady state \(… s\) $/)
})

t.test('NO_COLOR: the picture grows without a colour', needsTerminal, async (t) => {
  const drawn = await drawnOn(t, { scenario: 'kill-replica', columns: 110, rows: 40, noColor: true })
  isDrawnInPlace(t, drawn)
  t.notMatch(drawn.output, /\[\d*m/)
})

t.test('--ascii on a terminal: a line an event, in ASCII, and nothing to obey', needsTerminal, async (t) => {
  const { looks } = await drawnOn(t, { scenario: 'kill-replica', columns: 110, rows: 40, ascii: true })
  const { above, screen } = looks.get('end')!
  const text = [...above, ...screen].join('\n')
  t.match(text, /^[\n -~]*$/)
  t.match(text, /^\.\.\. waiting for the steady state\n/)
  t.equal(text.match(/prometheus-0 +#/g)?.length, 1, 'the only picture is the answer')
})

t.test('beside a terminal: a line an event, and no escape codes', async (t) => {
  const { stdout, stderr } = await run(process.execPath, command({ scenario: 'kill-replica' }), { cwd: root, env })
  t.equal(stdout, prettyRun(keptRuns().get('kill-replica')!, { color: false, width: 100 }))
  t.match(
    stderr.replaceAll(/\d+\.\d s/g, '… s'),
    /^… waiting for the steady state\n✔ waiting for the steady state \(… s\)\n… kill .*\n⚠ a line that stays\n✔ kill .*\n… waiting 10s\n✔ waiting 10s \(… s\)\n$/,
  )
})
