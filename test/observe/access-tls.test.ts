import { createServer as createHttpServer } from 'node:http'
import t, { type Test } from 'tap'
import { openAccess } from '../../src/observe/access.ts'
import { hasOpenssl, httpsServer, makeCa, type Pair, selfSigned } from '../helpers/certificates.ts'
import { listen } from '../runtime/native/servers.ts'

/* Certificates: who is trusted, and what to type where nobody is. */

const skip = !hasOpenssl && 'no openssl here, which makes the certificates'
const answer = JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [] } })

async function query(t: Test, pair: Pair, clients?: string): Promise<string> {
  const server = httpsServer(pair, (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(answer), clients)
  return `https://127.0.0.1:${await listen(t, server)}`
}

t.test('certificates', { skip }, async (t) => {
  const folder = t.testdir({})
  const { ca, sign } = makeCa(folder)
  const [good, old, elsewhere, client] = [
    sign('good'),
    sign('old', { days: -1 }),
    sign('elsewhere', { host: 'DNS:thanos.example.com' }),
    sign('client', { host: 'DNS:client' }),
  ]
  const own = selfSigned(folder)

  await t.test('a CA, or the certificate itself, is trusted by --ca', async (t) => {
    const url = await query(t, good)
    t.match(await openAccess({ url, ca }), { address: { url }, notes: [] })
    const self = await query(t, own)
    t.match(await openAccess({ url: self, ca: own.cert }), { address: { url: self } })
  })

  const untrusted: [what: string, pair: Pair, ca: string | undefined, message: RegExp, hint: RegExp][] = [
    ['self-signed', own, undefined, /is not trusted: its certificate is self-signed \(DEPTH_ZERO/, /^type --ca FILE.*--insecure/],
    ['unknown CA', good, undefined, /comes from an unknown CA \(the CA of the test\)/, /^type --ca FILE/],
    ['another CA', good, own.cert, /unknown CA.*, and that in --ca is another one/, /^type --ca FILE/],
    ['expired', old, ca, /its certificate expired on .* 20\d\d GMT/, /renew it/],
    ['another host', elsewhere, ca, /is for another host: DNS:thanos\.example\.com/, /type the host that the certificate names/],
  ]
  for (const [what, pair, trusted, message, hint] of untrusted)
    await t.test(what, async (t) => {
      const url = await query(t, pair)
      await t.rejects(openAccess({ url, ...(trusted === undefined ? {} : { ca: trusted }) }), { code: 'no-tls', exit: 3, message, hint })
      const { address, notes } = await openAccess({ url, insecure: true })
      t.equal(address.url, url)
      t.match(notes, [/^--insecure: the certificate of 127\.0\.0\.1:\d+ was not checked/], 'it says so')
    })

  await t.test('a server that wants a certificate of the client', async (t) => {
    const url = await query(t, good, ca)
    await t.rejects(openAccess({ url, ca }), {
      code: 'no-tls',
      message: /may want a certificate of this client/,
      hint: /--cert FILE and --key FILE/,
    })
    t.match(await openAccess({ url, ca, ...client }), { address: { url } })
    await t.rejects(openAccess({ url, ca, ...own }), {
      code: 'no-tls',
      message: /may not trust the certificate in --cert/,
      hint: /openssl s_client/,
    })
  })

  await t.test('a key that is not the one of the certificate', async (t) => {
    const url = await query(t, good, ca)
    await t.rejects(openAccess({ url, ca, cert: client.cert, key: good.key }), {
      code: 'usage',
      message: /--cert and --key cannot be used/,
    })
    await t.rejects(openAccess({ url, ca, cert: client.cert }), { code: 'usage', message: /has no private key/, hint: /--key FILE/ })
  })

  await t.test('http and https mixed up, in words', async (t) => {
    const url = await query(t, good)
    const plain = url.replace('https:', 'http:')
    await t.rejects(openAccess({ url: plain }), {
      code: 'no-tls',
      message: /answers HTTPS, not plain HTTP$/,
      hint: `type --query-url ${url}`,
    })
    const port = await listen(
      t,
      createHttpServer((_, response) => response.end(answer)),
    )
    await t.rejects(openAccess({ url: `https://127.0.0.1:${port}` }), {
      code: 'no-tls',
      message: /answers plain HTTP, not HTTPS$/,
      hint: `type --query-url http://127.0.0.1:${port}`,
    })
  })
})
