import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { listen, REFUSING_PORT, tcp } from '../runtime/native/servers.ts'
import { thanosLab, thanosLabs } from './command-line.ts'

/* Passwords, tokens and headers: searched for in every output of a command, in the files that it leaves, and in the process list. */

const home = t.testdir({ headers: {} })
const env = { NODE_OPTIONS: '', THANOS_LAB_HOME: join(home, 'state'), THANOS_LAB_CACHE: join(home, 'cache') }
const json = { 'content-type': 'application/json' }

/** The secrets of one command line: as several share a process, one must not be hidden because an earlier one had the same. */
interface Secrets {
  password: string
  token: string
  /** A file with a header. */
  file: string
  all: string[]
}

const made: Secrets[] = []

function newSecrets(): Secrets {
  // No number begins with another one.
  const number = 1000 + made.length
  const [password, token, file] = [`S3cr3t-pa55-${number}`, `tok-S3cr3t-${number}`, join(home, 'headers', String(number))]
  writeFileSync(file, `Authorization: Bearer ${token}\n`)
  const basic = [`me:${password}`, `${token}:`].map((text) => Buffer.from(text).toString('base64'))
  const secrets = { password, token, file, all: [password, token, ...basic] }
  made.push(secrets)
  return secrets
}

type Words = (secrets: Secrets) => string[]

/** How the credentials are given. */
const ways: [name: string, words: (port: number) => Words][] = [
  [
    'in the URL',
    (port) =>
      ({ password }) => ['--query-url', `http://me:${password}@127.0.0.1:${port}/graph`],
  ],
  [
    'as a user name',
    (port) =>
      ({ token }) => ['--query-url', `http://${token}@127.0.0.1:${port}`],
  ],
  [
    'as a header',
    (port) =>
      ({ token }) => ['--query-url', `http://127.0.0.1:${port}`, '--header', `X-Token: ${token}`],
  ],
  [
    'in a file',
    (port) =>
      ({ file }) => ['--query-url', `http://127.0.0.1:${port}`, '--header', `@${file}`],
  ],
]

const modes = [[], ['--json'], ['--verbose'], ['--json', '--verbose', '--quiet']]

interface Wanted {
  code: number
  stdout?: RegExp
  stderr?: RegExp
}

const explain = ['explain', '--selector', 'up{job="j"}', '--range', '1m']
const audit = ['audit', '--since', '10m']

/** The commands in every mode of output: what each says, and no secret in it. */
async function everywhere(t: Test, commands: [words: Words, wanted: Wanted][], first = explain): Promise<void> {
  const lines = commands.flatMap(([words, wanted]) =>
    modes.map((mode) => {
      const secrets = newSecrets()
      return { secrets, wanted, words: [...first, ...words(secrets), ...mode] }
    }),
  )
  const said = await thanosLabs(
    lines.map(({ words }) => words),
    env,
  )
  for (const [index, { secrets, wanted, words }] of lines.entries()) {
    const { code, stdout, stderr } = said[index]!
    t.match({ code, stdout, stderr }, wanted, words.join(' '))
    for (const secret of secrets.all) for (const text of [stdout, stderr]) t.notOk(text.includes(secret), `${secret} in ${text}`)
  }
}

const answers: [wanted: Wanted, listener: RequestListener][] = [
  [
    { code: 3, stderr: /HTTP 401.*: you said .*\*\*\*/ },
    ({ headers: { authorization = '', 'x-token': token = '' } }, response) => {
      const plain = Buffer.from(/^Basic (.*)/.exec(authorization)?.[1] ?? '', 'base64').toString()
      response.writeHead(401).end(`you said ${authorization} ${plain} ${String(token)}`)
    },
  ],
  [
    { code: 3, stderr: /redirects to http/ },
    ({ headers }, response) => response.writeHead(302, { location: `http://x.invalid/login?a=${headers.authorization ?? ''}` }).end(),
  ],
  [{ code: 3, stderr: /There is no query API/ }, (_, response) => response.writeHead(404).end()],
  [
    { code: 2, stderr: /refused up/ },
    ({ url, headers }, response) => {
      if (url?.includes('vector')) response.writeHead(200, json).end('{"status":"success","data":{"result":[]}}')
      else
        response
          .writeHead(400, json)
          .end(JSON.stringify({ status: 'error', error: `no ${headers.authorization ?? ''}${String(headers['x-token'] ?? '')}` }))
    },
  ],
]

for (const [name, words] of ways)
  t.test(`an error, with credentials ${name}`, async (t) => {
    const served = answers.map(async ([wanted, listener]): Promise<[Words, Wanted]> => [
      words(await listen(t, createServer(listener))),
      wanted,
    ])
    const closing = await tcp(t, (socket) => socket.destroy())
    await everywhere(t, [
      ...(await Promise.all(served)),
      [words(REFUSING_PORT), { code: 3, stderr: /nothing listens/ }],
      [words(closing), { code: 3, stderr: /gives no HTTP answer/ }],
    ])
  })

/** A Query of two replicas that have a sample a second. `onQuery` is called while a command waits for samples. */
function query(onQuery: () => void): RequestListener {
  return ({ url = '' }, response) => {
    const params = new URL(url, 'http://here').searchParams
    const to = Math.floor(Number(params.get('time')))
    const series = (replica: Record<string, string>, offset: number) => ({
      metric: { __name__: 'up', job: 'j', instance: 'i', ...replica },
      values: Array.from({ length: 50 }, (_, scrape) => [to - 51 + scrape + offset, '1']),
    })
    if (params.get('query')?.startsWith('up')) onQuery()
    const apart = [series({ replica: 'a' }, 0.1), series({ replica: 'b' }, 0.5)]
    const result = params.get('query')?.startsWith('up') ? (params.get('dedup') === 'false' ? apart : [series({}, 0.1)]) : []
    response.writeHead(200, json).end(JSON.stringify({ status: 'success', data: { result } }))
  }
}

t.test('an explanation has none', async (t) => {
  const port = await listen(t, createServer(query(() => {})))
  await everywhere(
    t,
    ways.map(([, words]) => [words(port), { code: 0, stdout: /up\{job=/ }]),
  )
})

t.test('an audit has none', async (t) => {
  // It says in a warning what it was sent.
  const port = await listen(
    t,
    createServer(({ headers: { authorization = '', 'x-token': token = '' } }, response) => {
      const plain = Buffer.from(/^Basic (.*)/.exec(authorization)?.[1] ?? '', 'base64').toString()
      const warnings = [`you said ${authorization} ${plain} ${String(token)}`]
      response.writeHead(200, json).end(JSON.stringify({ status: 'success', data: { result: [] }, warnings }))
    }),
  )
  const wanted = { code: 4, stdout: /you said .*\*\*\*/ }
  await everywhere(
    t,
    ways.map(([, words]) => [words(port), wanted]),
    audit,
  )
  await everywhere(t, [[ways[0]![1](REFUSING_PORT), { code: 3, stderr: /nothing listens/ }]], audit)
})

/** What `ps` shows of every process that has one of these words. */
function processesWith(words: string[]): string[] {
  const texts = readdirSync('/proc').flatMap((name) => {
    try {
      return /^\d+$/.test(name) ? [readFileSync(`/proc/${name}/cmdline`, 'utf8')] : []
    } catch {
      return []
    }
  })
  return texts.filter((text) => words.some((word) => text.includes(word)))
}

t.test(
  'nor has the process list, while a command waits for an answer',
  { skip: process.platform !== 'linux' && 'no /proc here' },
  async (t) => {
    const secrets = newSecrets()
    const seen: string[] = []
    let asked = 0
    const port = await listen(
      t,
      createServer(
        query(() => {
          asked += 1
          seen.push(...processesWith(secrets.all))
        }),
      ),
    )
    for (const [name, words] of ways) {
      asked = 0
      t.match(await thanosLab([...explain, ...words(port)(secrets)], env), { code: 0 }, name)
      t.ok(asked > 0, 'it was looked for')
    }
    t.same(seen, [])
  },
)

t.test('words that were typed wrongly', async (t) => {
  const port = REFUSING_PORT
  const url = `http://127.0.0.1:${port}`
  await everywhere(t, [
    [({ token }) => ['--query-url', url, '--header', token], { code: 2, stderr: /A --header has no colon/ }],
    [
      ({ token }) => ['--query-url', url, '--header', 'Authorization:', token],
      { code: 2, stderr: /--header Authorization: has no value\n→ put all of it in quotes/ },
    ],
    [
      ({ password }) => ['--query-url', `https://me:${password}/x@127.0.0.1`],
      { code: 2, stderr: /is not a URL such as https:\/\/USER:PASSWORD@/ },
    ],
    [({ password }) => ['--query-url', `me:${password}@127.0.0.1`], { code: 2, stderr: /is not a URL such as https:\/\/USER:PASSWORD@/ }],
    [({ password }) => ['--query-url', `ftp://me:${password}@127.0.0.1:${port}`], { code: 2, stderr: /is not a URL such as/ }],
    [
      ({ password, token }) => ['--query-url', `http://me:${password}@127.0.0.1:${port}`, '--header', `Authorization: Bearer ${token}`],
      { code: 2, stderr: /Give credentials once/ },
    ],
    [
      ({ password }) => ['--query-url', `http://me:${password}@127.0.0.1:${port}`, '--ca', 'x'],
      { code: 2, stderr: /--ca is for https, and http:\/\/127/ },
    ],
  ])
})

t.test('credentials in the name of a mirror of images', async (t) => {
  for (const first of [['up'], ['bundle', '-o', 'x.tar.gz', '--kind']])
    await everywhere(
      t,
      ['', 'https://'].flatMap((scheme): [Words, Wanted][] => [
        [
          ({ password }) => ['--image-mirror', `${scheme}me:${password}@127.0.0.1:5000/x`],
          { code: 2, stderr: /\*\*\*@?127\.0\.0\.1:5000\/x' is invalid\. Type no credentials here: docker login HOST/ },
        ],
        [({ token }) => ['--image-mirror', `${scheme}${token}@127.0.0.1:5000/x`], { code: 2, stderr: /\*\*\*@?127\.0\.0\.1:5000/ }],
      ]),
      first,
    )
})

t.test('no file has any', async (t) => {
  const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.parentPath.endsWith('headers'),
  )
  const secrets = made.flatMap(({ all }) => all)
  t.ok(secrets.length > 0)
  for (const { parentPath, name } of files) {
    const text = readFileSync(join(parentPath, name), 'latin1')
    t.same(
      secrets.filter((secret) => text.includes(secret)),
      [],
      name,
    )
  }
})
