import { join } from 'node:path'
import t from 'tap'
import { timeAt } from '../../src/cli/explanation.ts'
import { judgedRun } from '../helpers/parts.ts'
import { thanosLab, thanosLabs } from './command-line.ts'

const kept = judgedRun()
const newer = { ...kept, id: '20261201T000000Z-newer-aaaa', format: 99 }
const foreign = { schemaVersion: 1, snapshots: [{ phase: 'before' }], probes: {} }
const home = t.testdir({
  runs: Object.fromEntries([kept, newer].map((run) => [run.id, { 'run.json': JSON.stringify(run) }])),
  'foreign.json': JSON.stringify(foreign),
  'half.json': '{"schemaVersion":1,',
})
const env = { NODE_OPTIONS: '', THANOS_LAB_HOME: home }
const file = (name: string) => join(home, name)

/** The options, the exit code, and the message. */
const bad: [words: string[], code: number, said: RegExp][] = [
  [[kept.id, '--live', 'up'], 2, /Name one source of samples, not the run .* and --live\n→ thanos-lab explain --help/],
  [['--live', 'up', '--query-url', 'http://127.0.0.1:1'], 2, /not --live and --query-url/],
  [['--query-url', 'http://127.0.0.1:1'], 2, /--query-url needs --selector/],
  [['--selector', 'up'], 2, /--selector needs --query-url/],
  [['--query-url', 'thanos', '--selector', 'up'], 2, /thanos is not a URL such as http/],
  [['--query-url', 'ftp://127.0.0.1', '--selector', 'up'], 2, /is not a URL/],
  [['--query-url', 'http://127.0.0.1:1', '--selector', 'up{'], 2, /the text ends too early/],
  [['--query-url', 'http://127.0.0.1:1', '--selector', 'up', '--header', 'secret'], 2, /is not a header such as/],
  [['--query-url', 'http://127.0.0.1:1', '--selector', 'up'], 3, /did not answer up: no answer: ECONNREFUSED\n→ check the URL/],
  [['--live', 'rate(up[5m])'], 2, /without a range, an offset or a function/],
  [['--live', 'up'], 3, /There is no lab "thanos-lab"\n→ thanos-lab up/],
  [['--live', 'up', '--series', 'merged'], 2, /--series and --phase are for a saved run, not for --live/],
  [['--at', 'noon', kept.id], 2, /--at noon is not a time: type 18:17:15\.2/],
  [['--phase', 'soon', kept.id], 2, /'soon' is invalid/],
  [['--series', 'victim', kept.id], 2, /which was not read through Query/],
  [[newer.id], 2, /its format is 99, this version reads format 1/],
  [[file('foreign.json')], 2, /is not a run of this version of thanos-lab/],
  [[file('half.json')], 2, /it is not JSON/],
  [['nosuch'], 2, /There is no run nosuch/],
]

t.test('what is refused, with the next command, and never a stack trace', async (t) => {
  const answers = await thanosLabs(
    bad.map(([words]) => ['explain', ...words]),
    env,
  )
  for (const [index, [words, code, said]] of bad.entries()) {
    const { code: ended, stdout, stderr } = answers[index]!
    t.match({ ended, stderr }, { ended: code, stderr: said }, words.join(' '))
    t.equal(stdout, '')
    t.notMatch(stderr, /\n {4}at /)
  }
})

t.test('no message shows the value of a header', async (t) => {
  const { stderr } = await thanosLab(['explain', '--query-url', 'http://127.0.0.1:1', '--selector', 'up', '--header', 'Bearer:'], env)
  t.notMatch(stderr, /Bearer: /)
})

t.test('the ways to write a time', async (t) => {
  const from = Date.parse('2026-11-22T18:17:00.140Z')
  const time = (text: string) => new Date(timeAt(text, from) ?? 0).toISOString()
  t.equal(time('18:17:15.2'), '2026-11-22T18:17:15.200Z')
  t.equal(time('0:00:05'), '2026-11-23T00:00:05.000Z', 'over midnight')
  t.equal(time('2026-11-22T18:17:15Z'), '2026-11-22T18:17:15.000Z')
  t.equal(time('1795371435.5'), '2026-11-22T18:17:15.500Z')
  t.equal(timeAt(undefined, from), undefined)
})
