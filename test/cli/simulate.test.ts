import t from 'tap'
import { thanosLab, thanosLabs } from './command-line.ts'

const env = { NODE_OPTIONS: '', THANOS_LAB_HOME: t.testdir() }
const simulate = (...words: string[]) => thanosLab(['simulate', ...words], env)

const bad: [words: string[], stderr: RegExp][] = [
  [['--outage', '5s-6s'], /--outage 5s-6s is not an outage such as 0:20s-30s/],
  [['--outage', '0:6s-5s'], /is not an outage such as/],
  [['--outage', '0:50s-70s'], /--outage 0:50s-70s ends after the simulation, which is 1m long\n→ thanos-lab simulate --length 1m10s/],
  [['--outage', '2:5s-6s'], /there is no replica-2; there are replica-0, replica-1/],
  [['--offsets', '1,2'], /It has no unit \(1s is in seconds\)\. Type a duration such as 15s/],
  [['--outage', '0:10m-11m'], /--outage 0:10m-11m ends after the simulation, which is 1m long\n→ thanos-lab simulate --length 11m/],
  [
    ['--intervals', '15s', '--offsets', '1s,40s'],
    /replica-1 cannot scrape first after 40s: its interval is 15s, and an offset is less\n→ thanos-lab simulate --intervals 15s,15s --offsets 1s,10s; add --outage 1:0s-40s/,
  ],
  [['--intervals', '15s,60s', '--offsets', '15s,40s'], /replica-0 cannot scrape first after 15s/],
  [['--outage', '0:5-6s'], /is not an outage such as 0:20s-30s: of 5, it has no unit/],
  [['--intervals', '7.4135s'], /finer than a millisecond/],
  [['--at', '00:02:00'], /--at 00:02:00 is 00:02:00\.000, and what is explained is from 00:00:00\.000 to 00:01:00\.000 UTC/],
  [['--at', '-2m'], /--at -2m is 23:59:00\.000, and/],
  [['--intervals', '0'], /Type a duration such as/],
  [['--length', '1000h'], /gives 7200000 scrapes at these intervals; at most 100000/],
  [['--at', 'noon'], /--at noon is not a time/],
  [['--live', 'up'], /unknown option '--live'/],
  [['--html', '--at', '00:00:05'], /--html and --at cannot be combined/],
  [['-o', 'x.html'], /-o is of --html/],
  [['--html', '--intervals', '1s,1s,1s,1s,1s,1s,1s'], /--html shows at most 6 replicas, and there are 7/],
  [['--html', '--outage', '7:1s-2s'], /there is no replica-7/],
]

t.test('mistakes: exit 2, and the next command', async (t) => {
  const answers = await thanosLabs(
    bad.map(([words]) => ['simulate', ...words]),
    env,
  )
  for (const [index, [words, message]] of bad.entries()) {
    const { code, stdout, stderr } = answers[index]!
    t.match({ code, stdout, stderr }, { code: 2, stdout: '', stderr: message }, words.join(' '))
    t.match(stderr, /\n→ thanos-lab/)
  }
})

t.test('--html: what stands without a script is in the language that is asked for', async (t) => {
  const outage = ['--offsets', '100ms,800ms', '--outage', '0:10s-20s', '--length', '30s', '--html', '--lang']
  const [english, chinese] = await Promise.all([simulate(...outage, 'en'), simulate(...outage, 'zh-CN')])
  t.match(english, {
    code: 0,
    stdout: /<title>thanos-lab: how Query merges replicas<\/title>[^]*<p>Gap of 2\.700 s, from 00:00:09\.100 to 00:00:11\.800: /,
  })
  t.match(chinese, {
    code: 0,
    stdout:
      /<title>thanos-lab：Query 如何合并副本<\/title>[^]*<main lang="zh-CN">\n<p>Query 如何合并副本<\/p>\n<p>\$ thanos-lab simulate [^]*<p>空洞 2\.700 s，从 00:00:09\.100 到 00:00:11\.800：/,
  })
  t.notMatch(chinese.stdout.slice(chinese.stdout.indexOf('<main lang')), /<p>(?:Gap|Query reads)/)
})

t.test('--html and --json: the error is the object', async (t) => {
  const { code, stdout } = await simulate('--html', '--json')
  t.match({ code, ...JSON.parse(stdout) }, { code: 2, error: { code: 'usage', message: '--html and --json cannot be combined', exit: 2 } })
})

t.test('the default pair of replicas, with an outage of one', async (t) => {
  const { code, stdout } = await simulate('--outage', '0:20s-30s', '--no-color')
  t.equal(code, 0)
  t.match(stdout, /2\.300 s, from 00:00:19\.100 to 00:00:21\.400/)
})

t.test('a duration may have a fraction', async (t) => {
  const { code, stdout } = await simulate('--intervals', '7.413s', '--json')
  t.equal(code, 0)
  t.match(JSON.parse(stdout), { intervalMs: 7413 })
})

t.test('other intervals, offsets and replicas; scrapes that fail; counters; the chain', async (t) => {
  const words = ['--intervals', '15s', '--offsets', '0,7s,9s', '--length', '10m', '--outage', '1:2m-4m:fails', '--counter', '--json']
  const answer = JSON.parse((await simulate(...words)).stdout)
  t.match(answer, { run: null, intervalMs: 15_000, mode: 'counter', algorithm: 'penalty', replicas: { length: 3 } })
  t.match(JSON.parse((await simulate('--chain', '--at', '00:00:05', '--json')).stdout), { algorithm: 'chain' })
})
