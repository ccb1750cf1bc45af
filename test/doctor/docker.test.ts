import { hostname } from 'node:os'
import t from 'tap'
import { cgroupCheck } from '../../src/doctor/checks/cgroup.ts'
import { dockerDiskCheck } from '../../src/doctor/checks/docker-disk.ts'
import { dockerCheck } from '../../src/doctor/checks/docker.ts'
import { nodeImageCheck } from '../../src/doctor/checks/node-image.ts'
import { DEFAULT_NODE_IMAGE } from '../../src/runtime/kind/config.ts'
import { setEnv } from '../binaries/fakes.ts'
import { fakeDocker, fakeMachine } from './machine.ts'

const standard = DEFAULT_NODE_IMAGE.replace(/@.*/, '')
const gone = "echo 'Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?' >&2; exit 1"

t.test('an engine that answers', async (t) => {
  const { machine } = await fakeMachine(t, { docker: fakeDocker() })
  t.same(await dockerCheck.look(machine), { status: 'ok', detail: '28.0.0 on Test OS' })
})

const silent: [name: string, programs: Record<string, string>, detail: RegExp, fix: string][] = [
  ['no client', { 'apt-get': '' }, /^docker is not on PATH$/, 'sudo apt-get install -y docker.io'],
  ['no client, another system', { apk: '' }, /not on PATH/, 'sudo apk add docker'],
  ['no engine', { docker: gone, systemctl: '' }, /does not answer: Cannot connect to the Docker daemon/, 'sudo systemctl start docker'],
  ['no engine, no systemd', { docker: gone }, /does not answer/, 'sudo service docker start'],
  [
    'no permission',
    { docker: "echo 'permission denied while trying to connect to the Docker daemon socket' >&2; exit 1" },
    /refuses this user/,
    'sudo usermod -aG docker "$USER" && newgrp docker',
  ],
  ['another program under that name', { docker: 'echo \'{"host":{}}\'' }, /not a Docker engine/, 'sudo service docker start'],
  [
    'podman under that name',
    { docker: 'echo "podman version 5.4.0"; echo "Emulate Docker CLI using podman." >&2' },
    /^the docker on PATH is podman; .*does not use kind's podman provider/,
    'thanos-lab up --runtime native',
  ],
  ['only podman', { podman: '', 'apt-get': '' }, /^docker is not on PATH, only podman is; /, 'thanos-lab up --runtime native'],
]

for (const [name, programs, detail, fix] of silent)
  t.test(name, async (t) => {
    setEnv(t, { DOCKER_HOST: undefined, DOCKER_CONTEXT: undefined })
    const { machine } = await fakeMachine(t, programs)
    const found = await dockerCheck.look(machine)
    t.match(found, { status: 'missing', detail })
    t.equal(found.fix, fix)
    // What depends on it does not guess, and does not stop kind a second time.
    for (const check of [cgroupCheck, dockerDiskCheck, nodeImageCheck])
      t.match(await check.look(machine), { status: 'warn', detail: /not known/ })
  })

t.test('an engine that is named by a variable, without what is secret in it', async (t) => {
  const { machine } = await fakeMachine(t, { docker: 'echo "Cannot connect to the Docker daemon at $DOCKER_HOST." >&2; exit 1' })
  setEnv(t, { DOCKER_HOST: 'tcp://me:pass@127.0.0.1:1', DOCKER_CONTEXT: 'far' })
  const host = await dockerCheck.look(machine)
  t.match(host, { status: 'missing', fix: 'unset DOCKER_HOST && thanos-lab doctor' })
  t.equal(
    host.detail,
    'no engine answers at DOCKER_HOST=tcp://***@127.0.0.1:1: Cannot connect to the Docker daemon at tcp://***@127.0.0.1:1.',
  )
  setEnv(t, { DOCKER_HOST: '' })
  t.match(await dockerCheck.look(machine), { detail: /at DOCKER_CONTEXT=far: /, fix: 'unset DOCKER_CONTEXT && thanos-lab doctor' })
})

t.test('an engine that gives no answer in time is not said to be missing', async (t) => {
  setEnv(t, { DOCKER_HOST: undefined, DOCKER_CONTEXT: undefined })
  const { machine } = await fakeMachine(t)
  const said = 'docker info gave no answer within 3 s'
  const late = { ...machine, docker: async () => ({ why: 'no-answer' as const, said }) }
  t.same(await dockerCheck.look(late), { status: 'unknown', detail: `not known: ${said}`, fix: 'docker info' })
})

t.test('images that are not listed in time are not said to be missing', async (t) => {
  const { machine } = await fakeMachine(t, { docker: fakeDocker({ CgroupVersion: '1' }) })
  const late = { ...machine, nodeImages: async () => Promise.reject(new Error('docker image ls gave no answer within 3 s')) }
  await t.rejects(nodeImageCheck.look(late), { message: /no answer/ })
  t.match(await cgroupCheck.look(late), { status: 'warn', detail: /^v1, / })
})

t.test('Docker Desktop is started otherwise', async (t) => {
  setEnv(t, { DOCKER_HOST: undefined, DOCKER_CONTEXT: undefined })
  const { machine } = await fakeMachine(t, { docker: gone }, { platform: 'darwin' })
  t.match(await dockerCheck.look(machine), { status: 'missing', fix: 'open -a Docker' })
})

const old = 'localhost/kind-node:v1.34.4'
const images: [cgroup: string, here: string[], node: object, cgroupFound: object][] = [
  ['2', [standard], { status: 'ok', detail: `${standard} is here` }, { status: 'ok', detail: 'v2' }],
  ['2', [], { status: 'missing', detail: /is not here yet/, fix: `docker pull ${DEFAULT_NODE_IMAGE}` }, { status: 'ok' }],
  [
    '2',
    ['kindest/node:v1.36.1'],
    { status: 'warn', fix: 'thanos-lab up --runtime kind --node-image kindest/node:v1.36.1' },
    { status: 'ok' },
  ],
  ['1', [standard], { status: 'missing', detail: /does not fit cgroup v1/, fix: 'thanos-lab up --runtime native' }, { status: 'warn' }],
  [
    '1',
    ['kindest/node:v1.33.9', old, 'kindest/node:v1.35.0', 'quay.io/thanos/thanos:v0.42.4', '<none>:<none>'],
    { status: 'warn', fix: `thanos-lab up --runtime kind --node-image ${old}` },
    { status: 'warn', fix: `thanos-lab up --runtime kind --node-image ${old}` },
  ],
  ['1', ['kindest/node:v1.35.0'], { status: 'missing' }, { status: 'warn', fix: 'thanos-lab up --runtime native' }],
]

for (const [cgroup, here, node, cgroupFound] of images)
  t.test(`cgroup v${cgroup} with ${here.join(', ') || 'no image'}`, async (t) => {
    const { machine } = await fakeMachine(t, { docker: fakeDocker({ CgroupVersion: cgroup }, here) })
    t.match(await nodeImageCheck.look(machine), node)
    t.match(await cgroupCheck.look(machine), cgroupFound)
  })

t.test("the disk of Docker's data is seen only where the engine runs", async (t) => {
  const { machine, home } = await fakeMachine(t, { docker: fakeDocker({ DockerRootDir: process.cwd() }) })
  t.match(await dockerDiskCheck.look(machine), { detail: /^\d[\d.]* [GM]B free \(\d+ %\) at / })
  for (const info of [{ Name: `not-${hostname()}` }, { DockerRootDir: `${home}/bin/docker/x`, Name: 'docker-desktop' }]) {
    const { machine: other } = await fakeMachine(t, { docker: fakeDocker(info) })
    t.match(await dockerDiskCheck.look(other), { status: 'warn', detail: /cannot be seen from here/ })
  }
})
