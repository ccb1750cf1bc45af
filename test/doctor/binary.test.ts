import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { thisMachine } from '../../src/doctor/check.ts'
import { binaryCheck } from '../../src/doctor/checks/binary.ts'
import { bareMachine, program, setEnv, writeProgram } from '../binaries/fakes.ts'

const check = binaryCheck('prometheus', 'Prometheus')
const machineAt = (home: string) => thisMachine({ state: join(home, 'state'), cache: join(home, 'cache') })

/** A release host that answers everything with one status, and keeps what it was asked. */
async function host(t: Test, status: number): Promise<string[]> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(status).end('x')
  }).listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  setEnv(t, { THANOS_LAB_RELEASES: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
  return asked
}

t.test('one that is here', async (t) => {
  const { home, bin } = await bareMachine(t, { prometheus: program('prometheus', '3.5.0') })
  t.same(await check.look(machineAt(home)), { status: 'ok', detail: `3.5.0, from PATH: ${join(bin, 'prometheus')}` })
})

t.test('one that is too old is told of, and where another would come from', async (t) => {
  const { home } = await bareMachine(t, { prometheus: program('prometheus', '2.53.0') })
  await host(t, 200)
  t.match(await check.look(machineAt(home)), {
    status: 'warn',
    detail: /skipped: .* is 2\.53\.0, .*thanos-lab up downloads the release 3\./,
  })
})

t.test('the release host is asked for the sums only', async (t) => {
  const { home } = await bareMachine(t)
  const asked = await host(t, 200)
  t.match(await check.look(machineAt(home)), { status: 'warn', detail: /^not here yet: thanos-lab up downloads/, fix: 'thanos-lab up' })
  t.match(asked, [/sha256sums\.txt$/])
  t.equal(asked.length, 1)
})

t.test('a host that refuses leaves the build', async (t) => {
  const { home, bin } = await bareMachine(t)
  await writeProgram(join(bin, 'go'), '#!/bin/sh\necho \'{"GOVERSION":"go1.99.0","GOTOOLCHAIN":"local"}\'\n')
  t.match(await check.look(machineAt(home)), { status: 'warn', detail: /^not here yet: thanos-lab up builds it with Go/ })
})

t.test('no way at all, each with its reason', async (t) => {
  const { home, bin } = await bareMachine(t)
  await host(t, 404)
  const found = await check.look(machineAt(home))
  t.match(found, { status: 'missing', detail: /release: .* answers 404; build: go is not on PATH$/, fix: /go\.dev/ })
  await writeProgram(join(bin, 'go'), '#!/bin/sh\necho \'{"GOVERSION":"go1.22.0","GOTOOLCHAIN":"local"}\'\n')
  t.match(await check.look(machineAt(home)), { status: 'missing', detail: /build: go 1\.22\.0 is too old, and 1\.\d+\.\d+ is needed$/ })
})

t.test('a cache that cannot be written to leaves no way', async (t) => {
  const { home } = await bareMachine(t)
  await host(t, 200)
  await writeProgram(join(home, 'file'), '')
  const machine = { ...machineAt(home), folders: { state: home, cache: join(home, 'file', 'cache') } }
  t.match(await check.look(machine), {
    status: 'missing',
    detail: /release: .*is not a folder; build: .*is not a folder/,
    fix: /THANOS_LAB_CACHE/,
  })
})
