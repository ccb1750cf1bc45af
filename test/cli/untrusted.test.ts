import { execFileSync } from 'node:child_process'
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { runRecord } from '../helpers/run.ts'
import { listen } from '../runtime/native/servers.ts'
import { thanosLab, thanosLabs } from './command-line.ts'

/* What others wrote, through the real program: files, and answers of a Query. The suites of test/torture/ make many more. */

const HOSTILE = '\u001b]0;owned\u0007\u009b31m\u202e'
const OBEYED = /[^\P{Cc}\n\t]|[\p{Bidi_Control}\u2028\u2029]/u
const SECRET = 'Bearer-of-mine'

const scenario = (title: string, more = '') =>
  `title: ${JSON.stringify(title)}\nteaches: b\nobserve:\n  m: { samples: up, replica: prometheus-0 }\nsteps:\n  - wait: 5s\nexpect:\n  - m: { longest-gap: { at-least: 5 scrapes } }\n${more}`

t.test('no escape sequence of a file, or of its name, reaches the terminal', async (t) => {
  const folder = t.testdir({})
  const good = join(folder, 'good.yaml')
  const bad = join(folder, `bad${HOSTILE}.yaml`)
  const run = join(folder, `run${HOSTILE}.json`)
  writeFileSync(good, `# ${HOSTILE}\r\n${scenario(HOSTILE)}`.replaceAll(/\n/g, '\r\n'))
  writeFileSync(bad, scenario('a', `${JSON.stringify(HOSTILE)}: 1\n`))
  const record = runRecord()
  writeFileSync(run, JSON.stringify({ ...record, verdict: 'pass', inconclusiveReasons: [], findings: [], lab: HOSTILE, errors: [HOSTILE] }))
  const lines = [
    ['scenario', 'show', good],
    ['scenario', 'show', '--json', good],
    ['scenario', 'check', bad],
    ['scenario', 'check', '--json', bad],
    ['chaos', bad, '--verbose'],
    ['chaos', HOSTILE],
    ['report', run],
    ['report', run, run],
    ['report', '--format', 'json', run],
    ['report', '--format', 'tap', run],
    ['analyze', run],
    ['explain', `${run}.gone`],
    [HOSTILE],
    ['status', '--name', HOSTILE],
    ['report', '--format', HOSTILE],
    ['audit', '--query-url', `http://${HOSTILE}/`],
    ['audit', '--query-url', 'http://127.0.0.1:1', '--rules', `${HOSTILE}.yaml`],
  ]
  const said = await thanosLabs(lines, { THANOS_LAB_HOME: join(folder, `home${HOSTILE}`) })
  for (const [index, { code, stdout, stderr }] of said.entries()) {
    const line = JSON.stringify(lines[index])
    t.ok(code !== 70, `${line}: ${code} ${stderr}`)
    t.notOk(OBEYED.test(stdout), `${line}: stdout`)
    t.notOk(OBEYED.test(stderr), `${line}: stderr`)
  }
  t.equal((JSON.parse(said[1]!.stdout) as { title: string }).title, HOSTILE, 'in JSON it is the same text')
})

t.test('a pipe, a folder, a device and a huge file are refused at once', async (t) => {
  const folder = t.testdir({})
  const [pipe, inner, huge] = ['pipe.yaml', 'folder.yaml', 'huge.yaml'].map((name) => join(folder, name)) as [string, string, string]
  execFileSync('mkfifo', [pipe])
  mkdirSync(inner)
  writeFileSync(huge, '')
  truncateSync(huge, 5e9)
  const audit = ['audit', '--query-url', 'http://127.0.0.1:1']
  for (const file of [pipe, inner, '/dev/zero', huge]) {
    const words = [
      ['scenario', 'check', ...(file === '/dev/zero' ? ['/dev/../dev/zero'] : [file])],
      ['chaos', file === '/dev/zero' ? '/dev/../dev/zero' : file],
      [...audit, '--rules', file],
      [...audit, '--header', `@${file}`],
      ['audit', '--query-url', 'https://127.0.0.1:1', '--ca', file],
      ...(file === inner ? [] : [['report', file]]),
    ]
    for (const [index, { code, stderr, stdout }] of (await thanosLabs(words)).entries())
      t.match({ code, text: stdout + stderr }, { code: 2, text: /not a file|folder|longer|There is no/ }, JSON.stringify(words[index]))
  }
})

const keys = (count: number, name: (index: number) => string) => Array.from({ length: count }, (_, index) => `${name(index)}: 1\n`).join('')

t.test('a scenario of 100,000 keys, and one with as many keys twice, end', async (t) => {
  const folder = t.testdir({})
  writeFileSync(
    join(folder, 'many.yaml'),
    scenario(
      'a',
      keys(100_000, (index) => `k${index}`),
    ),
  )
  writeFileSync(
    join(folder, 'fit.yaml'),
    scenario(
      'a',
      keys(5000, (index) => `k${index}`),
    ),
  )
  writeFileSync(
    join(folder, 'twice.yaml'),
    keys(6000, (index) => `a${index % 3000}`),
  )
  const [many, fit, twice] = await thanosLabs(['many', 'fit', 'twice'].map((name) => ['scenario', 'check', join(folder, `${name}.yaml`)]))
  t.match(many, { code: 2, stdout: /many\.yaml: it is longer than 64 KiB/ })
  t.match(fit, { code: 2, stdout: /fit\.yaml:9:1: 'k0' is not known here/ })
  t.match(fit!.stdout, /fit\.yaml:109:1: 4900 more, from here on/)
  t.match(twice, { code: 2, stdout: /twice\.yaml:3001:1: this key is there twice/ })
})

t.test('names that every object has are refused, with their place', async (t) => {
  const folder = t.testdir({})
  const names = ['constructor', '__proto__', 'toString', 'valueOf']
  for (const name of names) {
    const file = join(folder, `${name}.yaml`)
    writeFileSync(file, scenario('a').replaceAll('  m:', `  ${name}:`).replaceAll('- m:', `- ${name}:`))
    const { code, stdout } = await thanosLab(['scenario', 'check', file])
    t.equal(code, 2)
    t.match(stdout, new RegExp(`${name}\\.yaml:\\d+:\\d+: .*'${name}'`))
    const run = join(folder, `${name}.json`)
    const record = { ...runRecord(), verdict: 'pass', inconclusiveReasons: [], findings: [] }
    const text = JSON.stringify(record).replaceAll('"merged"', `"${name}"`)
    writeFileSync(run, text)
    t.ok([0, 2].includes((await thanosLab(['report', run])).code!), name)
  }
  t.equal(({} as Record<string, unknown>)['polluted'], undefined)
})

t.test('run files with impossible figures are refused, with their place', async (t) => {
  const folder = t.testdir({})
  const record = { ...runRecord(), verdict: 'pass', inconclusiveReasons: [], findings: [] }
  const changes: [string, (run: any) => void, RegExp][] = [
    ['from', (run) => (run.snapshots[0].window.from = 1e308), /snapshots\.0\.window\.from/],
    ['span', (run) => (run.snapshots[0].window.to = 0), /snapshots\.0\.window: the right edge/],
    ['step', (run) => addGraph(run, { from: 1, to: 2e9, stepSeconds: 1e-9 }), /window: a graph has at most 100000 steps/],
    ['tiny', (run) => addGraph(run, { from: 5e-324, to: 1e9, stepSeconds: 5e-324 }), /window: a graph has at most/],
    ['of', (run) => (run.scenario.expect[0].of = 'constructor'), /scenario\.expect\.0\.of: is a name that cannot be used/],
    ['victim', (run) => (run.faults[0].replica = '__proto__'), /faults\.0\.replica: is a name/],
    ['long', (run) => (run.snapshots[2].window.from = 5e-324), /snapshots\.2\.window: spans more than 8 days/],
    ['interval', (run) => (run.settings.scrapeIntervalMs = 5e-324), /settings\.scrapeIntervalMs/],
    ['order', (run) => run.snapshots[2].replicas['prometheus-0']['up{job="thanos-query"}'].samples.reverse(), /snapshots\.2\.replicas/],
  ]
  for (const [name, change] of changes) {
    const run = structuredClone(record)
    change(run)
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(run))
  }
  const said = await thanosLabs(
    changes.flatMap(([name]) => [
      ['report', join(folder, `${name}.json`)],
      ['explain', join(folder, `${name}.json`)],
    ]),
  )
  for (const [index, { code, stderr }] of said.entries()) {
    const [name, , place] = changes[Math.floor(index / 2)]!
    t.equal(code, 2, name)
    t.match(stderr, place)
    t.match(stderr, `${name}.json`)
  }
})

function addGraph(run: { snapshots: { queries: Record<string, unknown> }[] }, window: object): void {
  run.snapshots[0]!.queries['graph'] = { source: { via: 'query' }, answers: [], errors: {}, window }
}

const MATRIX = (result: unknown) => JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } })

t.test('an answer that is none ends with its place in it, and never as a bug', async (t) => {
  const metric = { __name__: 'up' }
  const wrong: [unknown, RegExp][] = [
    [[null], /data\.result\[0\] is no series/],
    [[1], /data\.result\[0\] is no series/],
    [[{ values: [] }], /data\.result\[0\]\.metric is no map/],
    [[{ metric: { a: 1 }, values: [] }], /metric\.a is no text/],
    [[{ metric, values: 'x' }], /values is no list/],
    [[{ metric, values: [[1e15, '1']] }], /values\[0\] has no time/],
    [[{ metric, values: [['1', '1']] }], /values\[0\] has no time/],
    [[{ metric, values: [[1, 1]] }], /values\[0\] has no number/],
    [
      [
        {
          metric,
          values: [
            [2, '1'],
            [1, '1'],
          ],
        },
      ],
      /values\[1\] is not later/,
    ],
  ]
  for (const [result, place] of wrong) {
    const url = await querying(t, (_request, response) => response.end(MATRIX(result)))
    const { code, stderr } = await thanosLab(['explain', '--query-url', url, '--selector', 'up'])
    t.equal(code, 3, stderr)
    t.match(stderr, place)
  }
})

t.test('a redirect to another origin is refused, and takes no header along', async (t) => {
  const got: string[] = []
  const other = await listen(
    t,
    createServer(({ headers }, response) => {
      got.push(JSON.stringify(headers))
      response.end(MATRIX([]))
    }),
  )
  const url = await querying(t, (_request, response) =>
    response.writeHead(307, { location: `http://127.0.0.1:${other}/api/v1/query` }).end(),
  )
  const options = ['--query-url', url, '--header', `X-Key: ${SECRET}`]
  for (const words of [
    ['explain', '--selector', 'up', ...options],
    ['audit', ...options],
  ]) {
    const { code, stdout, stderr } = await thanosLab(words)
    t.equal(code, 3, stderr)
    t.notOk((stdout + stderr).includes(SECRET))
  }
  t.same(got, [])
})

t.test('an answer that never ends is left at the limit of the time', async (t) => {
  const url = await querying(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const dribble = setInterval(() => response.write(' '), 200)
    response.on('close', () => clearInterval(dribble))
  })
  const { code, stdout, stderr } = await thanosLab(['audit', '--query-url', url, '--timeout', '2s'])
  t.match(`${stdout}${stderr}`, /2s|in time|within/)
  t.ok([1, 3, 4].includes(code!), `ends with ${code}`)
})

/** A Query of which only the answers to a selector are wrong. */
async function querying(t: Test, answer: RequestListener): Promise<string> {
  const port = await listen(
    t,
    createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://here')
      response.setHeader('content-type', 'application/json')
      if (searchParams.get('query') === 'vector(1)') response.end(MATRIX([]))
      else if (pathname === '/api/v1/status/flags')
        response.end(JSON.stringify({ status: 'success', data: { 'query.replica-label': 'replica' } }))
      else if (pathname.startsWith('/api/v1/query')) answer(request, response)
      else response.writeHead(404).end('{}')
    }),
  )
  return `http://127.0.0.1:${port}`
}
