import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import { join } from 'node:path'
import type { RequestListener } from 'node:http'

/* Certificates for one test, made by openssl: by a CA of its own, or self-signed. */

export interface Pair {
  /** Their files, PEM. */
  cert: string
  key: string
}

export const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

/** A CA in a folder, and what it signs. */
export function makeCa(folder: string): { ca: string; sign(name: string, options?: { host?: string; days?: number }): Pair } {
  const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: folder, stdio: 'ignore' })
  const keyed = ['-newkey', 'rsa:2048', '-nodes', '-keyout']
  openssl('req', '-x509', ...keyed, 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=the CA of the test')
  return {
    ca: join(folder, 'ca.pem'),
    sign(name, { host = 'IP:127.0.0.1,DNS:localhost', days = 2 } = {}) {
      openssl('req', '-new', ...keyed, `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`)
      writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${host}\n`)
      const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', String(days), '-extfile', `${name}.ext`]
      openssl('x509', '-req', '-in', `${name}.csr`, ...by, '-out', `${name}.pem`)
      return { cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) }
    },
  }
}

export function selfSigned(folder: string): Pair {
  const words = ['-newkey', 'rsa:2048', '-nodes', '-keyout', 'self.key', '-out', 'self.pem', '-days', '2', '-subj', '/CN=localhost']
  execFileSync('openssl', ['req', '-x509', ...words, '-addext', 'subjectAltName=IP:127.0.0.1'], { cwd: folder, stdio: 'ignore' })
  return { cert: join(folder, 'self.pem'), key: join(folder, 'self.key') }
}

/** A server with that certificate; with `clients`, one that takes only clients whose certificate this CA signed. */
export function httpsServer({ cert, key }: Pair, onRequest: RequestListener, clients?: string): Server {
  const more = clients === undefined ? {} : { ca: readFileSync(clients), requestCert: true, rejectUnauthorized: true }
  return createServer({ cert: readFileSync(cert), key: readFileSync(key), ...more }, onRequest)
}
