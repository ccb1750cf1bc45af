import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { filesOnPath } from '../../src/binaries/search.ts'
import { type Address, sendRequest } from '../../src/lib/http.ts'
import { hasOpenssl, makeCa, selfSigned } from '../helpers/certificates.ts'
import { until } from '../helpers/until.ts'
import { freePort, REFUSING_PORT } from '../runtime/native/servers.ts'
import { thanosLabs } from './command-line.ts'

/* Real Queries: behind TLS and basic auth (--http.config), with a prefix, and with tenants kept apart; beside them a sidecar and a Prometheus. */

const missing = ['prometheus', 'thanos'].filter((name) => !filesOnPath(name).some(isThere))
const skip = missing.length > 0 ? `${missing.join(' and ')} not on PATH` : !hasOpenssl && 'no openssl here, which makes the certificates'

function isThere(file: string): boolean {
  try {
    accessSync(file)
    return true
  } catch {
    return false
  }
}

/** Of an explanation. */
const SAMPLES = /It has \d+ samples/

const PASSWORD = 'S3cr3t-pa55'
/** bcrypt of it, as `htpasswd -nB` prints it. */
const HASH = '$2b$05$thanosLabTestSaltAcceOLEkVrznOP4yVH.lFUcubvKHQxLrQAQG'

/** Starts a program for a test. */
function start(t: Test, program: string, ...args: string[]): ChildProcess {
  const child = spawn(program, args, { stdio: 'ignore', cwd: t.testdirName })
  t.teardown(() => child.kill('SIGKILL'))
  return child
}

function listening(http: number, grpc: number): string[] {
  return [`--http-address=127.0.0.1:${http}`, `--grpc-address=127.0.0.1:${grpc}`]
}

async function answers(address: Address, path = '/-/ready'): Promise<void> {
  await until(`${address.url}${path} answers`, () =>
    sendRequest(address, path, { timeoutMs: 1000 }).then(
      ({ status }) => status < 500,
      () => false,
    ),
  )
}

t.test('a real Thanos', { skip, timeout: 120_000 }, async (t) => {
  const folder = t.testdir({ 'prometheus.yml': '' })
  const file = (name: string) => join(folder, name)
  const { ca, sign } = makeCa(folder)
  const { cert, key } = sign('query')
  const [client, own] = [sign('client', { host: 'DNS:client' }), selfSigned(folder)]
  const names = [
    'prometheus',
    'sidecar',
    'sidecarGrpc',
    'secure',
    'below',
    'tenants',
    'mutual',
    'grpc1',
    'grpc2',
    'grpc3',
    'grpc4',
  ] as const
  const ports = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await freePort()]))) as Record<
    (typeof names)[number],
    number
  >
  const url = (name: (typeof names)[number]) => `http://127.0.0.1:${ports[name]}`

  writeFileSync(
    file('prometheus.yml'),
    `global: { scrape_interval: 1s, external_labels: { replica: a, tenant_id: team-a } }
scrape_configs: [{ job_name: prom, static_configs: [{ targets: ['127.0.0.1:${ports.prometheus}'] }] }]`,
  )
  writeFileSync(
    file('web.yml'),
    `tls_server_config: { cert_file: ${cert}, key_file: ${key} }
basic_auth_users: { admin: '${HASH}' }`,
  )
  writeFileSync(
    file('mutual.yml'),
    `tls_server_config: { cert_file: ${cert}, key_file: ${key}, client_auth_type: RequireAndVerifyClientCert, client_ca_file: ${ca} }`,
  )
  const storage = `--storage.tsdb.path=${file('data')}`
  start(t, 'prometheus', `--config.file=${file('prometheus.yml')}`, storage, `--web.listen-address=127.0.0.1:${ports.prometheus}`)
  await answers({ url: url('prometheus') })
  start(t, 'thanos', 'sidecar', `--prometheus.url=${url('prometheus')}`, ...listening(ports.sidecar, ports.sidecarGrpc))
  const query = (http: number, grpc: number, ...more: string[]) =>
    start(
      t,
      'thanos',
      'query',
      ...listening(http, grpc),
      `--endpoint=127.0.0.1:${ports.sidecarGrpc}`,
      '--query.replica-label=replica',
      ...more,
    )
  query(ports.secure, ports.grpc1, `--http.config=${file('web.yml')}`)
  query(ports.below, ports.grpc2, '--web.route-prefix=/thanos')
  query(ports.tenants, ports.grpc3, '--query.enforce-tenancy')
  query(ports.mutual, ports.grpc4, `--http.config=${file('mutual.yml')}`)
  const mutual = `https://127.0.0.1:${ports.mutual}`
  const secure = `https://127.0.0.1:${ports.secure}`
  const asClient = { insecure: true, cert: readFileSync(client.cert, 'utf8'), key: readFileSync(client.key, 'utf8') }
  await Promise.all([
    answers({ url: mutual, tls: asClient }),
    answers({ url: secure, tls: { insecure: true } }),
    answers({ url: url('below') }),
    answers({ url: url('tenants') }),
  ])

  const env = { NODE_OPTIONS: '', THANOS_LAB_HOME: file('home') }
  /** Command lines of `explain` with these words, and what each says. */
  const explain = async (t: Test, ...lines: [words: string[], wanted: { code: number; stdout?: RegExp; stderr?: RegExp }][]) => {
    const said = await thanosLabs(
      lines.map(([words]) => ['explain', '--selector', 'up{job="prom"}', '--range', '1m', ...words]),
      env,
    )
    for (const [index, [words, wanted]] of lines.entries()) {
      const { code, stdout, stderr } = said[index]!
      t.match({ code, stdout: stdout.replaceAll(/\s+/g, ' '), stderr }, wanted, words.join(' '))
      t.notOk(`${stdout}${stderr}`.includes(PASSWORD), 'no password')
    }
  }
  const withUser = secure.replace('//', `//admin:${PASSWORD}@`)

  // Until the sidecar has told Query of its Prometheus, and that has some samples.
  await until('Query has samples', async () => {
    const { body } = await sendRequest({ url: `${url('below')}/thanos` }, '/api/v1/query', {
      params: { query: 'count_over_time(up{job="prom"}[1m])' },
      timeoutMs: 2000,
    })
    const { data } = body as { data?: { result?: { value?: [number, string] }[] } }
    return Number(data?.result?.[0]?.value?.[1] ?? 0) > 5
  })

  await t.test('TLS and basic auth', async (t) => {
    await explain(
      t,
      [['--query-url', secure], { code: 3, stderr: /unknown CA \(the CA of the test\)[^]*→ type --ca FILE/ }],
      [['--query-url', secure, '--ca', ca], { code: 3, stderr: /needs credentials \(HTTP 401\), and none were given/ }],
      [
        ['--query-url', secure.replace('//', '//admin:wrong-pw@'), '--ca', ca],
        { code: 3, stderr: /does not accept the header Authorization that was given/ },
      ],
      [['--query-url', secure.replace('https', 'http')], { code: 3, stderr: /answers HTTPS, not plain HTTP/ }],
      [['--query-url', url('below').replace('http', 'https')], { code: 3, stderr: /answers plain HTTP, not HTTPS/ }],
      [['--query-url', `${withUser}/graph?g0.expr=up`, '--ca', ca], { code: 0, stdout: SAMPLES }],
      [['--query-url', withUser, '--insecure'], { code: 0, stdout: /--insecure: the certificate of .* was not checked/ }],
    )
  })

  await t.test('a certificate of the client', async (t) => {
    await explain(
      t,
      [
        ['--query-url', mutual, '--ca', ca],
        { code: 3, stderr: /may want a certificate of this client[^]*→ type --cert FILE and --key FILE/ },
      ],
      [['--query-url', mutual, '--ca', ca, '--cert', client.cert, '--key', client.key], { code: 0, stdout: SAMPLES }],
      [
        ['--query-url', mutual, '--ca', ca, '--cert', own.cert, '--key', own.key],
        { code: 3, stderr: /may not trust the certificate in --cert/ },
      ],
    )
  })

  await t.test('the URL', async (t) => {
    const below = ['/thanos', '/thanos/graph?g0.expr=up', '/thanos/api/v1'].map((path) => url('below') + path)
    await explain(
      t,
      ...below.map((typed): Parameters<typeof explain>[1] => [['--query-url', typed], { code: 0, stdout: SAMPLES }]),
      [['--query-url', url('below')], { code: 3, stderr: new RegExp(`→ type --query-url ${url('below')}/thanos\n`) }],
      [['--query-url', `${url('tenants')}/prefix`], { code: 3, stderr: new RegExp(`→ type --query-url ${url('tenants')}\n`) }],
      [['--query-url', url('sidecar')], { code: 3, stderr: /a part of Thanos that takes no queries/ }],
      [['--query-url', url('prometheus')], { code: 3, stderr: /is Prometheus \d[^ ]*, not a Thanos Query/ }],
      [['--query-url', url('grpc2')], { code: 3, stderr: /gives no HTTP answer[^]*--grpc-address/ }],
      [['--query-url', `http://127.0.0.1:${REFUSING_PORT}`], { code: 3, stderr: /nothing listens at 127/ }],
    )
  })

  await t.test('what it does not have', async (t) => {
    const at = ['--query-url', `${url('below')}/thanos`]
    await explain(
      t,
      [
        [...at, '--selector', 'up{job="prm"}'],
        { code: 2, stderr: /Without job="prm" 1 series fits: there job is "prom"\n→ type --selector 'up\{job="prom"\}'/ },
      ],
      [[...at, '--selector', 'prometheus_build_inf'], { code: 2, stderr: /did you mean prometheus_build_info\?/ }],
      [[...at, '--at', '2026-01-01T00:00:00Z'], { code: 2, stderr: /from 2025-12-31 23:59:30\.000 [^]*fits 1 series at other times/ }],
      [
        ['--query-url', url('tenants')],
        {
          code: 2,
          stderr: /keeps tenants apart, and shows only the tenant default-tenant[^]*→ type --header 'THANOS-TENANT: /,
        },
      ],
      [['--query-url', url('tenants'), '--header', 'THANOS-TENANT: team-a'], { code: 0, stdout: SAMPLES }],
    )
  })
})
