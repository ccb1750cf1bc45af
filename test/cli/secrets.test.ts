import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { listen, nobody, tcp } from '../runtime/native/servers.ts'
import { type Said, thanosLab } from './command-line.ts'

/* Passwords, tokens and headers: searched for in every output of a command, in the files that it leaves, and in the process list. */

const PASSWORD = 'S3cr3t-pa55'
const TOKEN = 'tok-S3cr3t-99'
const BASIC = Buffer.from(`me:${PASSWORD}`).toString('base64')
const SECRETS = [PASSWORD, encodeURIComponent(PASSWORD), TOKEN, BASIC]

const home = t.testdir({ headers: `Authorization: Bearer ${TOKEN}\n` })
const env = { NODE_OPTIONS: '', THANOS_LAB_HOME: join(home, 'state'), THANOS_LAB_CACHE: join(home, 'cache') }
const json = { 'content-type': 'application/json' }

const authority = (port: number) => `me:${PASSWORD}@127.0.0.1:${port}`

/** How the credentials are given. */
const ways: [name: string, words: (port: number) => string[]][] = [
  ['in the URL', (port) => ['--query-url', `http://${authority(port)}/graph`]],
  ['as a header', (port) => ['--query-url', `http://127.0.0.1:${port}`, '--header', `X-Token: ${TOKEN}`]],
  ['in a file', (port) => ['--query-url', `http://127.0.0.1:${port}`, '--header', `@${join(home, 'headers')}`]],
]

const modes = [[], ['--json'], ['--verbose'], ['--json', '--verbose', '--quiet']]

/** The command in every mode of output; `check` sees what each said. */
async function everywhere(t: Test, words: string[], check: (said: Said) => void): Promise<void> {
  for (const mode of modes) {
    const said = await thanosLab(['explain', ...words, '--selector', 'up{job="j"}', '--range', '1m', ...mode], env)
    check(said)
    for (const secret of SECRETS) for (const text of [said.stdout, said.stderr]) t.notOk(text.includes(secret), `${secret} in ${text}`)
  }
}

const answers: [name: string, code: number, said: RegExp, listener: RequestListener][] = [
  [
    'a server that repeats them',
    3,
    /HTTP 401.*: you said .*\*\*\*/,
    ({ headers }, response) => response.writeHead(401).end(`you said ${headers.authorization ?? ''} ${String(headers['x-token'] ?? '')}`),
  ],
  [
    'a redirect that repeats them',
    3,
    /redirects to http/,
    ({ headers }, response) => response.writeHead(302, { location: `http://x.invalid/login?a=${headers.authorization ?? ''}` }).end(),
  ],
  ['no Query', 3, /There is no query API/, (_, response) => response.writeHead(404).end()],
  [
    'a query that is refused',
    2,
    /refused up/,
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
  t.test(`credentials ${name}`, async (t) => {
    for (const [what, code, message, listener] of answers) {
      const port = await listen(t, createServer(listener))
      await everywhere(t, words(port), (said) => t.match(said, { code, stderr: message }, what))
    }
    const closing = await tcp(t, (socket) => socket.destroy())
    for (const port of [await nobody(), closing])
      await everywhere(t, words(port), (said) => t.match(said, { code: 3, stderr: /caused by|→/ }))
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

t.test('an explanation has none, nor has the process list while it waits', async (t) => {
  const seen: string[] = []
  const port = await listen(
    t,
    createServer(
      query(() => {
        if (process.platform === 'linux') seen.push(...processesWith(SECRETS))
      }),
    ),
  )
  for (const [, words] of ways)
    await everywhere(t, words(port), (said) => {
      t.match(said, { code: 0, stdout: /up\{job=/ })
    })
  t.same(seen, [])
})

t.test('words that were typed wrongly', async (t) => {
  const port = await nobody()
  const url = `http://127.0.0.1:${port}`
  const wrong: [words: string[], said: RegExp][] = [
    [['--query-url', url, '--header', TOKEN], /A --header has no colon/],
    [['--query-url', url, '--header', 'Authorization:', TOKEN], /--header Authorization: has no value\n→ put all of it in quotes/],
    [['--query-url', `https://me:${PASSWORD}/x@127.0.0.1`], /is not a URL such as https:\/\/USER:PASSWORD@/],
    [['--query-url', `me:${PASSWORD}@127.0.0.1`], /is not a URL such as https:\/\/USER:PASSWORD@/],
    [['--query-url', `ftp://${authority(port)}`], /is not a URL such as/],
    [['--query-url', `http://${authority(port)}`, '--header', `Authorization: Bearer ${TOKEN}`], /Give credentials once/],
    [['--query-url', `http://${authority(port)}`, '--ca', 'x'], /--ca is for https, and http:\/\/127/],
  ]
  for (const [words, message] of wrong) await everywhere(t, words, (said) => t.match(said, { code: 2, stderr: message }, message.source))
})

t.test('no file has any', async (t) => {
  const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.name !== 'headers')
  for (const { parentPath, name } of files) {
    const text = readFileSync(join(parentPath, name), 'latin1')
    for (const secret of SECRETS) t.notOk(text.includes(secret), `${secret} in ${name}`)
  }
})
