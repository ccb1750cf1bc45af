import { X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { LabError, reason } from '../lib/errors.ts'
import { type Address, type Meter, NoAnswer, sendRequest } from '../lib/http.ts'
import { keepSecret } from '../lib/redact.ts'
import { readTextFile, UnreadFile } from '../lib/text-file.ts'
import { noAnswerError } from './no-answer.ts'
import { readThanosUrl, type TypedUrl } from './thanos-url.ts'
import { type QueryInfo, readQueryInfo } from './query-info.ts'
import { isApi, refusePrometheus, replyError } from './wrong-reply.ts'

/** How to reach a Thanos that the lab did not start, as it is typed. */
export interface AccessOptions {
  /** May be copied from a browser, and may hold credentials. */
  url: string
  /** `Name: value`, or `@FILE` with such lines. */
  headers?: string[]
  /** PEM files. */
  ca?: string
  cert?: string
  key?: string
  /** The server's certificate is not checked. */
  insecure?: boolean
}

export interface Access {
  address: Address
  /** What Query says of itself. */
  query: QueryInfo
  /** What the reader must know of it, each a sentence. */
  notes: string[]
}

/** How long the first answer may take, ms. */
const FIRST_MS = 15_000

/**
 * The address of a Thanos, from what a person typed; it has answered one query there. The only place that reads credentials: they are in the
 * address's headers from then on, and no text shows them. Throws `usage` for what is typed wrongly, before any request, and by its cause
 * what keeps Query from answering: `no-answer`, `no-access`, `no-tls`, `not-query`. `meter` is the address's from the first request on.
 */
export async function openAccess(options: AccessOptions, meter?: Meter): Promise<Access> {
  const typed = readThanosUrl(options.url)
  const headers = await headersOf(options.headers ?? [], typed)
  const tls = await tlsOf(options, typed)
  const more = { ...(tls === undefined ? {} : { tls }), ...(meter === undefined ? {} : { meter }) }
  const addresses = typed.bases.map((url): Address => ({ url, headers, viaProxy: true, ...more }))
  const address = await firstWithApi(addresses)
  const query = await readQueryInfo(address)
  refusePrometheus(address, query)
  return { address, query, notes: options.insecure === true ? [insecureNote(address)] : [] }
}

function insecureNote({ url }: Address): string {
  return `--insecure: the certificate of ${new URL(url).host} was not checked, so another program may have answered in its place.`
}

/** The first of some addresses where the API of a Query answers. Throws why the last one is none. */
async function firstWithApi([address, ...others]: Address[]): Promise<Address> {
  const reply = await sendRequest(address!, '/api/v1/query', { params: { query: 'vector(1)' }, timeoutMs: FIRST_MS, mostBytes: 8e6 }).catch(
    async (error: unknown) => {
      // They differ in their paths only: where one gives no answer, none does.
      throw error instanceof NoAnswer ? await noAnswerError(address!, error) : error
    },
  )
  if (isApi(reply)) return address!
  if (others.length > 0) return firstWithApi(others)
  throw await replyError(address!, reply)
}

const HELP = { hint: 'thanos-lab explain --help' }

/** The typed headers, and that of the credentials in the URL. A value may be a secret, so no message shows one. */
async function headersOf(texts: string[], { user }: TypedUrl): Promise<Record<string, string>> {
  const lines = (await Promise.all(texts.map(linesOf))).flat()
  const headers = Object.fromEntries(lines.map(headerOf))
  // Of `Bearer TOKEN` the token alone is a secret, too.
  for (const [name, value] of Object.entries(headers))
    if (!isTenant(name)) for (const secret of [value, /^\S+ (\S+)$/.exec(value)?.[1] ?? '']) keepSecret(secret)
  if (user === undefined) return headers
  if (Object.keys(headers).some((name) => name.toLowerCase() === 'authorization'))
    throw new LabError('usage', 'Give credentials once: --query-url has a user name, and --header an Authorization', HELP)
  const basic = Buffer.from(`${user.name}:${user.password}`).toString('base64')
  // A user name without a password is a token.
  const secret = user.password === '' ? user.name : user.password
  for (const text of [secret, encodeURIComponent(secret), basic]) keepSecret(text)
  return { ...headers, Authorization: `Basic ${basic}` }
}

/** The name of a tenant stands in labels, too: it is no secret. */
function isTenant(name: string): boolean {
  return /tenant|org-?id/i.test(name)
}

/** A header, or the lines of a file that has some: `@FILE`. */
async function linesOf(text: string): Promise<string[]> {
  if (!text.startsWith('@')) return [text]
  const lines = (await readTyped('--header', text.slice(1))).split('\n').map((line) => line.trim())
  return lines.filter((line) => line !== '' && !line.startsWith('#'))
}

function headerOf(text: string): [name: string, value: string] {
  const match = /^\s*([!#$%&'*+.^_`|~\w-]+)\s*:(.*)$/s.exec(text)
  const [, name = '', value = ''] = match ?? []
  if (match === null) throw new LabError('usage', "A --header has no colon: it is not a header such as 'Authorization: Bearer TOKEN'", HELP)
  if (value.trim() === '')
    throw new LabError('usage', `--header ${name}: has no value`, { hint: `put all of it in quotes: --header '${name}: VALUE'` })
  // Node refuses such a header, too, but only when it is sent.
  if (/[^\t\x20-\x7e\x80-\xff]/.test(value.trim()))
    throw new LabError('usage', `The value of --header ${name} has a character that a header cannot have, such as a line break`, HELP)
  return [name, value.trim()]
}

type Tls = NonNullable<Address['tls']>

async function tlsOf({ ca, cert, key, insecure = false }: AccessOptions, { bases }: TypedUrl): Promise<Tls | undefined> {
  const given = Object.entries({ '--ca': ca, '--cert': cert, '--key': key }).flatMap(([option, file]) =>
    file === undefined ? [] : [option],
  )
  const [first] = [...given, ...(insecure ? ['--insecure'] : [])]
  if (first === undefined) return undefined
  if (!bases[0].startsWith('https:'))
    throw new LabError('usage', `${first} is for https, and ${bases[0]} is http`, {
      hint: `--query-url ${bases[0].replace(/^http:/, 'https:')}`,
    })
  if (key !== undefined && cert === undefined)
    throw new LabError('usage', '--key needs --cert, the certificate of this client', { hint: 'type --cert FILE, too' })
  const tls = {
    ...(insecure ? { insecure } : {}),
    ...(ca === undefined ? {} : { ca: await certificates('--ca', ca) }),
    // A file may hold the certificate and its key.
    ...(cert === undefined ? {} : { cert: await certificates('--cert', cert), key: await privateKey(key ?? cert) }),
  }
  try {
    createSecureContext(tls)
  } catch (error) {
    throw new LabError('usage', `--cert and --key cannot be used together: ${reason(error).replace(/^error:.*::/, '')}`, {
      hint: '--key is the private key of --cert, as PEM and without a passphrase',
    })
  }
  return tls
}

async function certificates(option: string, file: string): Promise<string> {
  const text = await readTyped(option, file)
  try {
    // Reads the first one of a bundle; Node itself takes a file without any, and then trusts nobody.
    void new X509Certificate(text)
    return text
  } catch (error) {
    throw new LabError('usage', `${option} ${file} is not a certificate in PEM form (-----BEGIN CERTIFICATE-----)`, {
      hint: `openssl x509 -in ${file} -noout -subject`,
      cause: error,
    })
  }
}

async function privateKey(file: string): Promise<string> {
  const text = await readTyped('--key', file)
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return text
  throw new LabError('usage', `${file} has no private key in PEM form (-----BEGIN PRIVATE KEY-----)`, {
    hint: 'type --key FILE, the private key of --cert',
  })
}

async function readTyped(option: string, file: string): Promise<string> {
  try {
    return await readTextFile(file, { mostBytes: 4 * 1024 * 1024 })
  } catch (error) {
    throw new LabError(
      'usage',
      `${option} ${file} cannot be read: ${error instanceof UnreadFile ? error.message : ((error as NodeJS.ErrnoException).code ?? reason(error))}`,
      HELP,
    )
  }
}
