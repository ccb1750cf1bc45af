import { join } from 'node:path'
import t from 'tap'
import { timeAt } from '../../src/cli/commands/explain-inputs.ts'
import { judge } from '../../src/verdict/judge.ts'
import { journal } from '../helpers/run.ts'
import { checks } from '../helpers/spoil.ts'
import { thanosLab } from './command-line.ts'

const kept = { ...journal(), ...judge(journal(), checks) }
const newer = { ...kept, id: '20261201T000000Z-newer-aaaa', format: 99 }
const foreign = { schemaVersion: 1, series: { merged: { via: 'query' } }, probes: {} }
const home = t.testdir({
  runs: Object.fromEntries([kept, newer].map((run) => [run.id, { 'run.json': JSON.stringify(run) }])),
  'foreign.json': JSON.stringify(foreign),
  'half.json': '{"schemaVersion":1,',
})
const env = { NODE_OPTIONS: '', THANOS_LAB_HOME: home }
const file = (name: string) => join(home, name)

/** What is typed, how it ends, and what it says. */
const bad: [words: string[], code: number, said: RegExp][] = [
  [['--live', 'up', '--from-scratch'], 2, /Either --live or --from-scratch, not both\n→ thanos-lab explain --help/],
  [[kept.id, '--live', 'up'], 2, /Either a run or --live/],
  [['--query-url', 'http://127.0.0.1:1'], 2, /--query-url needs --selector/],
  [['--selector', 'up'], 2, /--selector goes with --query-url/],
  [['--query-url', 'thanos', '--selector', 'up'], 2, /thanos is no URL such as http/],
  [['--query-url', 'ftp://127.0.0.1', '--selector', 'up'], 2, /is no URL/],
  [['--query-url', 'http://127.0.0.1:1', '--selector', 'up{'], 2, /the text ends too early/],
  [['--query-url', 'http://127.0.0.1:1', '--selector', 'up', '--header', 'secret'], 2, /is no header such as/],
  [['--query-url', 'http://127.0.0.1:1', '--selector', 'up'], 3, /did not answer up: no answer: ECONNREFUSED\n→ check the URL/],
  [['--live', 'rate(up[5m])'], 2, /without a range, an offset or a function/],
  [['--live', 'up'], 3, /There is no such lab[^]*→ thanos-lab up/],
  [['--from-scratch', '--series', 'merged'], 2, /--series and --when are for a run/],
  [['--from-scratch', '--outage', '5s-6s'], 2, /5s-6s is none such as 0:20s-30s/],
  [['--from-scratch', '--outage', '0:6s-5s'], 2, /is none such as/],
  [['--from-scratch', '--outage', '2:5s-6s'], 2, /there is no replica-2; there are replica-0, replica-1/],
  [['--from-scratch', '--phases', '1,2'], 2, /Durations with a comma/],
  [['--from-scratch', '--length', '1000h'], 2, /more than 100000 scrapes/],
  [['--at', 'noon', kept.id], 2, /--at noon is no time: 18:17:15\.2/],
  [['--when', 'soon', kept.id], 2, /'soon' is invalid/],
  [['--series', 'struck', kept.id], 2, /which was not read through Query/],
  [[newer.id], 2, /has the format 99, and this thanos-lab reads 1 to 2/],
  [[file('foreign.json')], 2, /is not a run of this version of thanos-lab/],
  [[file('half.json')], 2, /it is not JSON/],
  [['nosuch'], 2, /There is no run nosuch/],
]

t.test('what is refused, with the next command, and never a stack trace', async (t) => {
  const queue = [...bad]
  const worker = async () => {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
      const [words, code, said] = one
      const { code: ended, stdout, stderr } = await thanosLab(['explain', ...words], env)
      t.match({ ended, stderr }, { ended: code, stderr: said }, words.join(' '))
      t.equal(stdout, '')
      t.notMatch(stderr, /\n {4}at /)
    }
  }
  await Promise.all([worker(), worker(), worker()])
})

t.test('the header of a secret is not told', async (t) => {
  const { stderr } = await thanosLab(['explain', '--query-url', 'http://127.0.0.1:1', '--selector', 'up', '--header', 'Bearer:'], env)
  t.notMatch(stderr, /Bearer: /)
})

t.test('a made-up pair, as a person reads it', async (t) => {
  const { code, stdout } = await thanosLab(['explain', '--from-scratch', '--outage', '0:20s-30s', '--no-color'], env)
  t.equal(code, 0)
  t.match(stdout, /The hole of 2\.300 s, from 00:00:19\.100 to 00:00:21\.400/)
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
