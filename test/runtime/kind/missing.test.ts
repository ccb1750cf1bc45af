import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { kind } from '../../../src/runtime/kind/kind.ts'
import { missing } from '../../../src/runtime/kind/missing.ts'
import { alive, machine } from './programs.ts'

const settings = { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast' as const, workers: 0 }

/** A docker with that cgroup version, which has an image or not, and pulls in that way. */
const docker = (cgroup: number, has: boolean, pull = 'exit 1', run = 'exit 1') => `case "$1" in
info) echo ${cgroup};;
image) ${has ? 'echo sha256:00' : 'echo "Error: No such image" >&2; exit 1'};;
run) ${run};;
pull) ${pull};;
esac`

const arriving = `echo "v1.34.4: Pulling from node"; echo "0123456789ab: Pulling fs layer"; exec sleep 60`

t.test('what a machine lacks for kind', async (t) => {
  const cases: [what: string, docker: string, image: string, expected: RegExp | undefined][] = [
    [
      'no engine',
      'echo "Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?" >&2; exit 1',
      'node:v1.34.4',
      /engine does not answer/,
    ],
    [
      'podman',
      `echo "Error: template: info:1:2: can't evaluate field CgroupVersion in type *define.Info" >&2; exit 125`,
      'mine',
      /not a Docker engine/,
    ],
    ['another program of that name', `echo '{"host":{}}'`, 'mine', /not a Docker engine/],
    ['all there', docker(2, true), 'node:v1.37.0', undefined],
    ['all there, cgroup v1', docker(1, true), 'node:v1.34.4', undefined],
    ['cgroup v1 and a new Kubernetes', docker(1, true), 'node:v1.37.0', /cgroup v1.*1\.37\.0/],
    ['cgroup v1 and a new Kubernetes that would have to be pulled', docker(1, false, arriving), 'node:v1.37.0', /cgroup v1/],
    ['the version is in the image', docker(1, true, 'exit 1', 'echo v1.34.0'), 'mine', undefined],
    ['the version in the image is too new', docker(1, true, 'exit 1', 'echo v1.36.1'), 'mine', /is Kubernetes 1\.36\.1/],
    ['the version cannot be told', docker(1, true), 'mine', /cannot be told/],
    ['the image arrives', docker(2, false, arriving), 'node:v1.37.0', undefined],
    [
      'the registry refuses',
      docker(2, false, 'echo "Error response from daemon: no such host" >&2; exit 1'),
      'node:v1.37.0',
      /does not arrive: .*no such host/,
    ],
  ]
  for (const [what, script, nodeImage, expected] of cases)
    await t.test(what, async (t) => {
      machine(t, () => ({ docker: script }))
      const reasons = await kind.missing({ ...settings, nodeImage })
      if (expected === undefined) t.same(reasons, [])
      else t.match(reasons, [expected])
    })
})

t.test('no docker program at all', async (t) => {
  const home = machine(t, () => ({}))
  process.env['PATH'] = join(home, 'bin')
  t.match(await missing(settings), [/docker program was not found/])
})

t.test('a pull that was only a question does not go on', async (t) => {
  const home = machine(t, (folder) => ({ docker: docker(2, false, `echo $$ > ${folder}/pid; ${arriving}`) }))
  t.same(await missing({ ...settings, nodeImage: 'node:v1' }), [])
  const pid = Number(readFileSync(join(home, 'pid'), 'utf8'))
  while (alive(pid)) await sleep(10)
})
