import { connect as connectTls, type PeerCertificate } from 'node:tls'
import { LabError } from '../lib/errors.ts'
import { type Address, type NoAnswer, proxyOf, sendRequest } from '../lib/http.ts'

/* Why no answer came from a URL, by its cause. Codes are Node's and OpenSSL's: nodejs.org/api/tls.html ("X509 certificate error codes") and errors.html. */

/** How long a second look may take, ms. */
const LOOK_MS = 5000

/** The error for a URL that gave no answer, by its cause, with what to type next. Looks a second time where the code alone does not tell. */
export async function noAnswerError(address: Address, error: NoAnswer): Promise<LabError> {
  const { code, reason } = error
  const isHttps = address.url.startsWith('https:')
  const proxy = proxyOf(address)
  if (proxy !== undefined && !Object.hasOwn(UNTRUSTED, code)) return proxyError(address, proxy, error)
  if (Object.hasOwn(NETWORK, code)) return networkError(address, error)
  if (Object.hasOwn(UNTRUSTED, code)) return certificateError(address, error)
  if (isHttps && (await answersPlainly(address))) return httpNotHttps(address, error)
  // HPE is Node's parser of HTTP: TLS stands then, and something else is inside it.
  if (isHttps && !code.startsWith('HPE_')) return tlsError(address, error)
  if (!isHttps && (await peerOf(address)) !== undefined) return httpsNotHttp(address, error)
  return new LabError('no-answer', `${address.url} accepts the connection, but gives no HTTP answer (${code || reason})`, {
    hint: "type the port of Query's --http-address (10902 by default), not that of its --grpc-address (10901)",
    cause: error,
  })
}

type Told = (host: URL, address: Address, error: NoAnswer) => { what: string; hint: string }

const unknownHost: Told = ({ hostname }) => ({
  what: `the name ${hostname} is not known here (DNS)`,
  hint: `getent hosts ${hostname}; the name of a Service is known in its cluster only: kubectl port-forward svc/NAME 10902`,
})

const noRoute: Told = ({ hostname }, _address, { code }) => ({
  what: `no route leads to ${hostname} (${code})`,
  hint: 'check the network or the VPN, then run the command again',
})

const late: Told = ({ host }, _address, { reason }) => ({
  what: `no answer came from ${host} in time (${reason})`,
  hint: 'check the port, a firewall or the VPN; if Query is only slow, type a shorter --range or a narrower selector',
})

/** Codes of the system for a connection that does not come about. */
const NETWORK: Record<string, Told> = {
  ECONNREFUSED: ({ host, hostname }) => ({
    what: `nothing listens at ${host}: the connection is refused`,
    hint: isLocal(hostname)
      ? "start kubectl port-forward again; or type the port of Query's --http-address (10902 by default)"
      : "check host and port: that of Query's --http-address is 10902 by default",
  }),
  ENOTFOUND: unknownHost,
  EAI_AGAIN: unknownHost,
  EHOSTUNREACH: noRoute,
  ENETUNREACH: noRoute,
  TOO_LONG: ({ host }) => ({
    what: `the answer of ${host} is longer than any that is read`,
    hint: 'type a shorter --range or a narrower selector; if it is no Query, type the URL of Query',
  }),
  ETIMEDOUT: late,
  TIMEOUT: late,
}

function isLocal(hostname: string): boolean {
  return /^(localhost|127\..*|\[::1\])$/.test(hostname)
}

function networkError(address: Address, error: NoAnswer): LabError {
  const { what, hint } = NETWORK[error.code]!(new URL(address.url), address, error)
  return new LabError('no-answer', `${address.url}: ${what}`, { hint, cause: error })
}

/** Which of the two ends did not answer does not show from here. */
function proxyError({ url }: Address, proxy: string, error: NoAnswer): LabError {
  const { code, reason } = error
  return new LabError('no-answer', `${url}: no answer came through the proxy ${proxy} (${code || reason})`, {
    hint: `check HTTP_PROXY and HTTPS_PROXY; where no proxy is needed: export NO_PROXY=${new URL(url).hostname}`,
    cause: error,
  })
}

/** Why a certificate is not trusted: code → what is wrong, with what the certificate says of itself. */
const UNTRUSTED: Record<string, (peer: Peer | undefined) => string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: () => 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: (peer) => `its certificate comes from an unknown CA${by(peer)}, whose own certificate is self-signed`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: (peer) => `its certificate comes from an unknown CA${by(peer)}`,
  UNABLE_TO_GET_ISSUER_CERT: (peer) => `its certificate comes from an unknown CA${by(peer)}`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: (peer) => `its certificate comes from an unknown CA${by(peer)}`,
  CERT_UNTRUSTED: (peer) => `its certificate comes from a CA that is not trusted${by(peer)}`,
  CERT_HAS_EXPIRED: (peer) => `its certificate expired${peer === undefined ? '' : ` on ${peer.validTo}`}`,
  CERT_NOT_YET_VALID: (peer) => `its certificate is valid only from${peer === undefined ? ' later' : ` ${peer.validFrom}`} on`,
  CERT_REVOKED: () => 'its certificate was revoked',
  CERT_SIGNATURE_FAILURE: (peer) => `its certificate was not signed by the CA that it names${by(peer)}`,
  INVALID_CA: () => 'the certificate of its CA is not one of a CA',
  ERR_TLS_CERT_ALTNAME_INVALID: (peer) => `its certificate is for another host${peer === undefined ? '' : `: ${peer.names}`}`,
  HOSTNAME_MISMATCH: (peer) => `its certificate is for another host${peer === undefined ? '' : `: ${peer.names}`}`,
}

function by(peer: Peer | undefined): string {
  return peer === undefined || peer.issuer === '' ? '' : ` (${peer.issuer})`
}

/** Codes that another CA file cannot help against. */
const NOT_BY_CA = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'CERT_REVOKED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'])

async function certificateError(address: Address, error: NoAnswer): Promise<LabError> {
  const { url, tls } = address
  const what = UNTRUSTED[error.code]!(await peerOf(address))
  const given = tls?.ca === undefined ? '' : ', and that in --ca is another one'
  const hint = NOT_BY_CA.has(error.code)
    ? 'type the host that the certificate names, or renew it; or --insecure, which trusts whoever answers'
    : 'type --ca FILE, the certificate of the CA (or the self-signed one) as PEM; or --insecure, which trusts whoever answers'
  return new LabError('no-tls', `${url} is not trusted: ${what}${NOT_BY_CA.has(error.code) ? '' : given} (${error.code})`, {
    hint,
    cause: error,
  })
}

function httpNotHttps({ url }: Address, error: NoAnswer): LabError {
  const plain = url.replace(/^https:/, 'http:')
  return new LabError('no-tls', `${url} answers plain HTTP, not HTTPS`, { hint: `type --query-url ${plain}`, cause: error })
}

function httpsNotHttp({ url }: Address, cause?: NoAnswer): LabError {
  const secure = url.replace(/^http:/, 'https:')
  return new LabError('no-tls', `${url} answers HTTPS, not plain HTTP`, {
    hint: `type --query-url ${secure}`,
    ...(cause === undefined ? {} : { cause }),
  })
}

/** The error for a server that speaks TLS where plain HTTP was typed; undefined where it does not. Go's says 400, others hang up. */
export async function httpsInstead(address: Address): Promise<LabError | undefined> {
  if (address.url.startsWith('https:') || (await peerOf(address)) === undefined) return undefined
  return httpsNotHttp(address)
}

/** Neither trust nor plain HTTP: the two do not agree on TLS, or the server wants a certificate of this client. */
function tlsError({ url, tls }: Address, error: NoAnswer): LabError {
  const { code, reason } = error
  const why = code === '' ? reason : code
  if (tls?.cert === undefined)
    return new LabError('no-tls', `${url} ends the TLS handshake (${why}): it may want a certificate of this client (mTLS)`, {
      hint: 'type --cert FILE and --key FILE, the certificate of this client and its private key',
      cause: error,
    })
  return new LabError('no-tls', `${url} ends the TLS handshake (${why}): it may not trust the certificate in --cert`, {
    hint: `openssl s_client -connect ${new URL(url).host} shows which CAs it takes for clients`,
    cause: error,
  })
}

/** Whether plain HTTP is answered where HTTPS was typed. Sends no credentials. */
async function answersPlainly({ url }: Address): Promise<boolean> {
  const plain = { url: new URL(url).origin.replace(/^https:/, 'http:') }
  try {
    // A server of TLS that says 400 to plain HTTP, as Go's does, answers HTTPS.
    return (await sendRequest(plain, '/-/ready', { timeoutMs: LOOK_MS })).status !== 400
  } catch {
    return false
  }
}

interface Peer {
  issuer: string
  names: string
  validFrom: string
  validTo: string
}

/** What the certificate of a server says of itself, trusted or not; undefined where it does not speak TLS. Sends no credentials. */
async function peerOf({ url }: Address): Promise<Peer | undefined> {
  const { hostname, port, protocol } = new URL(url)
  const host = hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve) => {
    const servername = /^[\d.]+$|:/.test(host) ? {} : { servername: host }
    const socket = connectTls({ host, port: Number(port || (protocol === 'https:' ? 443 : 80)), ...servername, rejectUnauthorized: false })
    const end = (peer?: Peer) => {
      socket.destroy()
      resolve(peer)
    }
    socket.setTimeout(LOOK_MS, () => end())
    socket.once('error', () => end())
    socket.once('secureConnect', () => end(read(socket.getPeerCertificate())))
  })
}

function read({ subject, issuer, subjectaltname, valid_from, valid_to }: Partial<PeerCertificate>): Peer {
  return { issuer: nameOf(issuer), names: subjectaltname ?? nameOf(subject), validFrom: valid_from ?? '', validTo: valid_to ?? '' }
}

function nameOf(one: PeerCertificate['subject'] | undefined): string {
  return [one?.CN ?? one?.O ?? ''].flat().join(', ')
}
