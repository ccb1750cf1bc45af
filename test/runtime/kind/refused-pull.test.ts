import t from 'tap'
import { refusedPull } from '../../../src/runtime/kind/refused-pull.ts'

const IMAGE = 'm.example.com:5000/quay.io/thanos/thanos:v1'
const HOST = 'm.example.com:5000'

/** What Docker 20.10 said of a registry that answered so, and what Docker with containerd as its image store says. */
const known: [text: string, sentence: string | undefined, hint: RegExp][] = [
  [
    'manifest for m/x:v1 not found: manifest unknown: manifest unknown',
    `${HOST} does not have the image`,
    /docker pull m\.example\.com:5000\/quay/,
  ],
  ['failed to resolve reference "m/x:v1": m/x:v1: not found', `${HOST} does not have the image`, /another --image-mirror/],
  ['name unknown', `${HOST} does not have the image`, /another --image-mirror/],
  ['error parsing HTTP 404 response body: invalid character', `${HOST} does not have the image`, /another --image-mirror/],
  ['Head "http://m/v2/x/manifests/v1": no basic auth credentials', `${HOST} wants credentials`, /^docker login m\.example\.com:5000, then/],
  ['Head "http://m/v2/x/manifests/v1": unauthorized: no', `${HOST} wants credentials`, /^docker login m\.example\.com:5000, then/],
  ['denied', `${HOST} does not have the image, or wants credentials for it`, /^docker login/],
  ['toomanyrequests: too many', `${HOST} refuses more pulls for now`, /^docker login m\.example\.com:5000, or wait/],
  ['Get "http://m/v2/": dial tcp 127.0.0.1:5000: connect: connection refused', `${HOST} cannot be reached`, /docker pull/],
  ['Get "https://m/v2/": dial tcp: lookup m on 10.0.0.1:53: no such host', `${HOST} cannot be reached`, /docker pull/],
  [
    'Get "https://m/v2/": http: server gave HTTP response to HTTPS client',
    `${HOST} has no TLS, and `,
    /"m\.example\.com:5000" to insecure-registries/,
  ],
  [
    'Get "https://m/v2/": x509: certificate signed by unknown authority',
    `the certificate of ${HOST}`,
    /certs\.d\/m\.example\.com:5000\/ca\.crt/,
  ],
  ['received unexpected HTTP status: 500 Internal Server Error', undefined, /docker pull/],
]

t.test("what a registry's refusal comes to, and what to type", async (t) => {
  for (const [text, sentence, hint] of known) {
    const refused = refusedPull(IMAGE, `Error response from daemon: ${text}`, true)
    t.match(refused, { code: 'up-failed', hint }, text)
    if (sentence === undefined) t.equal(refused.sentence, undefined, text)
    else t.match(refused.sentence, sentence, text)
  }
})

t.test('without a mirror, one is offered', async (t) => {
  const refused = refusedPull('kindest/node:v1', 'Get "https://registry-1.docker.io/v2/": dial tcp: no such host', false)
  t.match(refused, { sentence: 'docker.io cannot be reached', hint: /--image-mirror PREFIX/ })
})

t.test('a full disk and an engine that is gone are no fault of the registry', async (t) => {
  const gone = 'Cannot connect to the Docker daemon at tcp://127.0.0.1:1. Is the docker daemon running? connection refused'
  t.equal(refusedPull(IMAGE, gone, true).code, 'docker-gone')
  t.equal(refusedPull(IMAGE, 'failed to register layer: write /x: no space left on device', true).code, 'no-disk')
})
