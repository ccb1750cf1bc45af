import type { ErrorCode } from '../../lib/errors.ts'
import { likeliest } from './causes.ts'
import { fullName } from './image-name.ts'

/** Why an image did not come: what it comes to, where that is known, and what to type. */
export interface RefusedPull {
  code: ErrorCode
  sentence?: string
  hint: string
}

const AGAIN = 'then the same command again'

/** What Docker says of a registry that does not give an image, with either of its image stores; the surest first. */
const KNOWN: [text: RegExp, refused: (registry: string) => { sentence: string; hint?: string }][] = [
  [
    /toomanyrequests|rate limit/i,
    (registry) => ({ sentence: `${registry} refuses more pulls for now`, hint: `docker login ${registry}, or wait, ${AGAIN}` }),
  ],
  [
    /no basic auth credentials|unauthorized|authentication required|authorization failed/i,
    (registry) => ({ sentence: `${registry} wants credentials`, hint: `docker login ${registry}, ${AGAIN}` }),
  ],
  [
    /\bdenied\b|\bforbidden\b/i,
    (registry) => ({
      sentence: `${registry} does not have the image, or wants credentials for it`,
      hint: `docker login ${registry}, ${AGAIN}`,
    }),
  ],
  [/(?:manifest|name) unknown|not found|HTTP 404/i, (registry) => ({ sentence: `${registry} does not have the image` })],
  [
    /server gave HTTP response to HTTPS client/i,
    (registry) => ({
      sentence: `${registry} has no TLS, and Docker takes such a registry only where its configuration says so`,
      hint: `add "${registry}" to insecure-registries in Docker's daemon.json, restart Docker, ${AGAIN}`,
    }),
  ],
  [
    /x509:|certificate/i,
    (registry) => ({
      sentence: `Docker does not trust the certificate of ${registry}`,
      hint: `copy the CA's certificate to /etc/docker/certs.d/${registry}/ca.crt, ${AGAIN}`,
    }),
  ],
  [
    /connection refused|no such host|timeout|timed out|no route to host|unreachable|deadline exceeded/i,
    (registry) => ({ sentence: `${registry} cannot be reached` }),
  ],
]

/** What the words of a `docker pull` that failed come to. `fromMirror`: the image has a mirror's name. */
export function refusedPull(image: string, said: string, fromMirror: boolean): RefusedPull {
  const usual = fromMirror
    ? `docker pull ${image} until it comes, ${AGAIN}; or another --image-mirror`
    : 'thanos-lab up --image-mirror PREFIX pulls from another registry; thanos-lab doctor says what is missing'
  const ofMachine = likeliest(said)
  // An engine that is gone is "connection refused", too.
  if (ofMachine !== undefined && ofMachine.code !== 'up-failed') return { hint: usual, ...ofMachine }
  const registry = fullName(image).split('/')[0] ?? ''
  const refused = KNOWN.find(([text]) => text.test(said))?.[1](registry)
  return { hint: usual, ...(refused ?? ofMachine), code: 'up-failed' }
}
