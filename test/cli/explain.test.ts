import { join } from 'node:path'
import t from 'tap'
import { judgedRun } from '../helpers/parts.ts'
import { thanosLabs } from './command-line.ts'

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
  [['--header', 'A: b'], 2, /--header needs --query-url/],
  [['--insecure', kept.id], 2, /--insecure needs --query-url/],
  [
    ['--query-url', 'http://127.0.0.1:1', '--selector', 'up'],
    3,
    /^Query does not answer\.\nhttp:\/\/127\.0\.0\.1:1: nothing listens at 127\.0\.0\.1:1/,
  ],
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

t.test('a time outside what is explained is refused, with where that is', async (t) => {
  const [late] = await thanosLabs([['explain', kept.id, '--at', '2026-01-01T00:00:00Z']], env)
  t.match(late, {
    code: 2,
    stderr:
      /--at 2026-01-01T00:00:00Z is 2026-01-01 00:00:00\.000, and what is explained is from \d{4}-\d\d-\d\d .* UTC\n→ type a time in it/,
  })
})

t.test('times are shown in one zone, which is said', async (t) => {
  const answers = await thanosLabs(
    [
      ['explain', kept.id],
      ['explain', kept.id, '--tz', 'local'],
    ],
    { ...env, TZ: 'Asia/Kolkata' },
  )
  const [utc, local] = answers.map(({ stdout }) =>
    /reads.*? from ([\d-]+ [\d:.]+)\s+to\s+([\d-]+\s+[\d:.]+)\s+(UTC\S*)/.exec(stdout.replaceAll(/\s+/g, ' '))?.slice(1),
  )
  t.match([utc?.[2], local?.[2]], ['UTC', 'UTC+05:30'])
  t.equal(Date.parse(`${local?.[0]}Z`) - Date.parse(`${utc?.[0]}Z`), 5.5 * 3_600_000)
})
