import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { silent } from '../../../src/lib/progress.ts'
import { kind } from '../../../src/runtime/kind/kind.ts'
import { inNode } from '../../../src/runtime/kind/nodes.ts'
import { labFile } from '../../storage/home.ts'
import { readLab } from '../../../src/storage/labs.ts'
import { alive, machine, request } from './programs.ts'

/** A docker with every image and no container, or those whose ids a file lists. */
const docker = (home: string) => `case "$*" in
ps*) cat ${home}/containers 2>/dev/null || true;;
"container inspect"*) echo '{"id":"other","name":"/lab-control-plane","created":"2026-01-01T00:00:00Z","state":{"Running":true},"ports":{},"labels":{"io.x-k8s.kind.role":"control-plane"}}';;
rm*) echo "$*" >> ${home}/removed;;
version*) echo 28.0.0;;
"image save"*) exec sleep 60;;
*) echo fine;;
esac`

/** A kind that tells its version, and creates a cluster in that way. */
const kindScript = (create: string) => `case "$1" in
version) echo "kind v0.33.0 go1.26.8 linux/amd64";;
create) ${create};;
export) mkdir -p "$3/lab-control-plane"; echo "inotify_init: too many open files" > "$3/lab-control-plane/kubelet.log";;
esac`

t.test('a cluster that cannot be created: the likeliest cause, where the logs are, and the record of a half-made lab', async (t) => {
  const cases: [create: string, code: string, message: RegExp, hint: RegExp][] = [
    [
      'echo "ERROR: failed to create cluster: Bind for 127.0.0.1:4711 failed: port is already allocated" >&2; exit 1',
      'port-taken',
      /4711/,
      /end what listens on port 4711/,
    ],
    ['echo "ERROR: write /x: no space left on device" >&2; exit 1', 'no-disk', /disk/, /free some space/],
    ['echo "ERROR: failed to init node with kubeadm" >&2; exit 1', 'up-failed', /failed to init node.*inotify.*Logs are in/, /sysctl/],
  ]
  for (const [create, code, message, hint] of cases)
    await t.test(code, async (t) => {
      machine(t, (folder) => ({ docker: docker(folder), kind: kindScript(create) }))
      await t.rejects(kind.up(request('lab')), { code, message, hint })
      t.match(await readLab('lab'), { runtime: 'kind', state: 'making' }, 'so that it is known as ours')
    })
})

t.test('an image that a mirror does not give: its whole name and the reason, once, and what to type', async (t) => {
  const refuses = 'echo "Error response from daemon: Head \\"http://m.example.com/v2/\\": no basic auth credentials" >&2; exit 1'
  machine(t, (folder) => ({
    docker: docker(folder).replace(
      'case',
      `case "$*" in\n"image inspect"*quay.io* | "image inspect"*kind-node*) exit 1;;\n"pull m.example.com/quay.io/"*) ${refuses};;\nesac\ncase`,
    ),
    kind: kindScript('exec sleep 60'),
  }))
  await t.rejects(kind.up({ ...request('lab'), imageMirror: 'm.example.com' }), {
    code: 'up-failed',
    message: /^m\.example\.com\/quay\.io\/\S+ could not be pulled: Head .* credentials\. m\.example\.com wants credentials$/,
    hint: /^docker login m\.example\.com, then/,
  })
})

t.test('Ctrl-C ends kind and what it started, at once', async (t) => {
  const home = machine(t, (folder) => ({ docker: docker(folder), kind: kindScript(`sleep 60 & echo $! > ${folder}/pid; wait`) }))
  const stop = new AbortController()
  const up = t.rejects(kind.up(request('lab', 60_000, stop.signal)), { code: 'interrupted', exit: 130 })
  while (!existsSync(join(home, 'pid')) || readFileSync(join(home, 'pid'), 'utf8') === '') await sleep(10)
  const begin = Date.now()
  stop.abort()
  await up
  t.ok(Date.now() - begin < 50_000, 'not after the 60 s that it would take')
  const child = Number(readFileSync(join(home, 'pid'), 'utf8'))
  while (alive(child)) await sleep(10)
})

t.test('an `up` that takes too long ends with what it waited for', async (t) => {
  machine(t, (folder) => ({ docker: docker(folder), kind: kindScript('echo " • Preparing nodes 📦  ..."; exec sleep 60') }))
  // Long enough for kind to have begun, also on a busy machine.
  await t.rejects(kind.up(request('lab', 8000)), { code: 'timeout', message: /not up in time; Preparing nodes.*inotify.*Logs are in/ })
})

t.test('an engine that goes away half-way, whatever kind makes of it', async (t) => {
  const gone = 'echo "Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?" >&2; exit 1'
  machine(t, (folder) => ({
    docker: docker(folder).replace('case', `test -f ${folder}/gone && { ${gone}; }\ncase`),
    kind: kindScript(`touch ${folder}/gone; echo "ERROR: command failed: exit status 1" >&2; exit 1`),
  }))
  await t.rejects(kind.up(request('lab')), { code: 'docker-gone' })
  const lab = await kind.open('lab')
  await t.rejects(async () => lab?.down(silent), { code: 'docker-gone' })
  t.ok(await readLab('lab'), 'nothing is lost: the record is there for the next try')
})

t.test('a cluster of the same name that the lab did not make is not touched', async (t) => {
  const home = machine(t, (folder) => ({ docker: docker(folder), kind: kindScript(`touch ${folder}/created`) }))
  writeFileSync(join(home, 'containers'), 'other\n')
  await t.rejects(kind.up(request('lab')), { code: 'foreign', message: /"lab"/ })
  t.equal(await readLab('lab'), undefined)
  t.notOk(existsSync(join(home, 'created')))
  t.notOk(existsSync(join(home, 'removed')))
})

t.test('a lab of another runtime is not overwritten', async (t) => {
  const home = machine(t, () => ({}))
  const folder = join(home, 'home', 'labs', 'lab')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'lab.json'), JSON.stringify(labFile('lab')))
  const record = await readLab('lab')
  await t.rejects(kind.up(request('lab')), { code: 'no-runtime', hint: /down --name lab/ })
  t.same(await readLab('lab'), record)
  t.equal(await kind.open('lab'), undefined)
})

t.test('a client of Docker that was killed is told as that', async (t) => {
  machine(t, () => ({ docker: 'kill -9 $$' }))
  await t.rejects(inNode('id', ['true']), { name: 'DockerRefused', said: 'its client was ended by SIGKILL' })
})
