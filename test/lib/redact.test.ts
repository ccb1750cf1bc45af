import { createServer } from 'node:http'
import { inspect } from 'node:util'
import t from 'tap'
import { LabError } from '../../src/lib/errors.ts'
import { NoAnswer, sendRequest } from '../../src/lib/http.ts'
import { keepSecret, redacted } from '../../src/lib/redact.ts'
import { listen, REFUSING_PORT } from '../runtime/native/servers.ts'

t.test('credentials in URLs, wherever they stand in a text', async (t) => {
  t.equal(redacted('see https://me:pass@h/x and tcp://u@h:1.'), 'see https://***@h/x and tcp://***@h:1.')
  t.equal(redacted('https://me:p@ss@h'), 'https://***@h')
  t.equal(redacted('http://h/a@b, me@example.com'), 'http://h/a@b, me@example.com', 'what is none stays')
  t.equal(redacted('type https://USER:PASSWORD@HOST'), 'type https://USER:PASSWORD@HOST')
})

t.test('what was kept secret, also where somebody else repeats it', async (t) => {
  keepSecret('tok-123')
  keepSecret('tok-123456')
  t.equal(redacted('bad token tok-123456!'), 'bad token ***!')
  const error = new LabError('usage', 'no tok-123 here', { hint: 'type tok-123' })
  t.match(error, { message: 'no *** here', hint: 'type ***' })
  t.notMatch(error.stack, /tok-/)
})

const header = { 'X-Secret': 'hush-hush-1' }

/** All that a debugger, a log or a crash could show of an error. */
const everything = (error: unknown) => inspect(error, { depth: 20, showHidden: true, getters: true })

t.test('an error of a request has neither its headers nor the credentials of its URL', async (t) => {
  const port = REFUSING_PORT
  const refused = sendRequest({ url: `http://me:pass@127.0.0.1:${port}`, headers: header }, '/x', { headers: header, timeoutMs: 2000 })
  const error: unknown = await refused.catch((thrown: unknown) => thrown)
  t.ok(error instanceof NoAnswer)
  t.match(error, { code: 'ECONNREFUSED', cause: { code: 'ECONNREFUSED', message: /ECONNREFUSED/ } })
  t.match((error as NoAnswer).message, `http://***@127.0.0.1:${port}/x gave no answer: ECONNREFUSED`)
  t.notMatch(everything(error), /hush|pass|bWU6/)
})

t.test('nor has one that comes too late, or that is too long', async (t) => {
  const port = await listen(
    t,
    createServer(({ url }, response) => {
      if (url === '/long') response.end('x'.repeat(5000))
    }),
  )
  const address = { url: `http://127.0.0.1:${port}`, headers: header }
  const late: unknown = await sendRequest(address, '/', { timeoutMs: 50 }).catch((thrown: unknown) => thrown)
  t.match(late, { code: 'TIMEOUT', reason: 'not within 50 ms' })
  const long: unknown = await sendRequest(address, '/long', { timeoutMs: 5000, mostBytes: 1000 }).catch((thrown: unknown) => thrown)
  t.match(long, { name: 'NoAnswer', code: 'TOO_LONG', cause: { message: /1000/ } })
  for (const error of [late, long]) t.notMatch(everything(error), /hush/)
})

t.test('a redirect is the reply, and is not followed', async (t) => {
  const port = await listen(
    t,
    createServer(({ url }, response) => {
      if (url === '/a') response.writeHead(302, { location: '/b' }).end()
      else response.end('"there"')
    }),
  )
  const url = `http://127.0.0.1:${port}`
  t.match(await sendRequest({ url }, '/a', { timeoutMs: 5000 }), { status: 302, location: '/b' })
})
