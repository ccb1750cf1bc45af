import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { exec } from '../../src/lib/exec.ts'
import { silent } from '../../src/lib/progress.ts'
import { kind } from '../../src/runtime/kind/kind.ts'
import type { Lab, UpRequest } from '../../src/runtime/runtime.ts'
import { forgetLab } from '../../src/storage/labs.ts'
import { child } from '../helpers/child.ts'
import { until } from '../helpers/until.ts'
import { ownHome } from '../storage/home.ts'
import { docker, nodeImage, withoutKind } from './docker.ts'

/* What is kind's alone, on real kind: an `up` that was killed, nodes that were stopped, clusters that are another's. */

const name = `t-real-${process.pid}`
const settings = { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast' as const, workers: 0, nodeImage }

const request = (cluster = name): UpRequest => ({
  name: cluster,
  settings,
  progress: silent,
  deadline: Date.now() + 5 * 60_000,
  signal: new AbortController().signal,
})

const THEIRS = 'apiVersion: v1\nkind: Config\ncurrent-context: theirs\n# a comment\n'

const nodesNow = (cluster: string) =>
  docker('ps', '-a', '--no-trunc', '--filter', `label=io.x-k8s.kind.cluster=${cluster}`, '--format', '{{.ID}} {{.State}}')

/** A container that looks like the node of a cluster of that name, made by another. */
async function anothersCluster(t: Test, cluster: string): Promise<string> {
  const labels = ['--label', `io.x-k8s.kind.cluster=${cluster}`, '--label', 'io.x-k8s.kind.role=control-plane']
  const id = await docker('run', '-d', '--network', 'none', ...labels, '--entrypoint', 'sleep', nodeImage, '600')
  t.teardown(() => docker('rm', '-f', '-v', id))
  return id
}

async function shown(lab: Lab): Promise<void> {
  const pods = await lab.pods()
  if (pods.length !== 3 || !pods.every(({ ready }) => ready)) throw new Error(`not whole: ${JSON.stringify(pods)}`)
}

const missing = await withoutKind()
if (missing !== undefined) t.pass('real kind', { skip: missing })
else {
  t.setTimeout(15 * 60_000)
  const home = ownHome(t)
  const folder = join(home, 'labs', name)
  t.teardown(async () => (await kind.open(name))?.down(silent))
  const theirs = join(home, 'their-kubeconfig')
  writeFileSync(theirs, THEIRS)
  const before = statSync(theirs).mtimeMs
  process.env['KUBECONFIG'] = theirs

  await t.test('a cluster of that name that is another’s is not touched', async (t) => {
    const id = await anothersCluster(t, name)
    await t.rejects(kind.up(request()), { code: 'foreign' })
    t.equal(await nodesNow(name), `${id} running`)
    t.notOk(existsSync(folder), 'and nothing is kept of it')
  })

  await t.test('an `up` that was killed is taken up again, whatever it was doing', async (t) => {
    const words = ['Preparing nodes', 'Starting control-plane', 'Installing StorageClass']
    for (const moment of words) {
      const script = `
        const { kind } = await import(dist + 'runtime/kind/kind.js')
        const { silent } = await import(dist + 'lib/progress.js')
        const settings = ${JSON.stringify(settings)}
        await kind.up({ name: '${name}', settings, progress: silent, deadline: Date.now() + 300_000, signal: new AbortController().signal })`
      const up = child(t, script)
      const said = () => (existsSync(join(folder, 'kind.log')) ? readFileSync(join(folder, 'kind.log'), 'utf8') : '')
      await until(moment, () => said().includes(moment), 120_000)
      process.kill(up.pid as number, 'SIGKILL')
      await up.ended
      await shown(await kind.up(request()))
      t.notOk(readdirSync(folder).includes('images'), `${moment}: the archive of the images is removed`)
      if (moment !== words.at(-1)) await (await kind.open(name))?.down(silent).then(() => forgetLab(name))
    }
  })

  await t.test('nodes that were stopped or paused run again', async (t) => {
    const [id = ''] = (await nodesNow(name)).split(' ')
    await docker('stop', '-t', '2', id)
    await t.rejects((await kind.open(name))!.pods(), { code: 'lab-broken', message: /does not run/ })
    const lab = await kind.up(request())
    await shown(lab)
    t.match(await nodesNow(name), `${id} running`, 'it is the same node')
    await docker('pause', id)
    await shown(await kind.up(request()))
  })

  await t.test('what answers without the mark of the lab is another’s, and up applies nothing elsewhere', async (t) => {
    const lab = (await kind.open(name))!
    await lab.identify()
    const { kubeconfig = '' } = lab.urls()
    t.ok(kubeconfig.startsWith(folder))
    const label = ['--kubeconfig', kubeconfig, 'label', 'namespace', 'thanos', '--overwrite']
    await exec('kubectl', [...label, 'thanos-lab.dev/id=another'])
    await t.rejects(lab.identify(), { code: 'foreign' })
    const own = readFileSync(kubeconfig, 'utf8')
    t.match(own, `current-context: kind-${name}`)
    writeFileSync(kubeconfig, own.replace(/server: .*/, 'server: https://127.0.0.1:1'))
    await t.rejects(kind.up(request()), { code: 'state', message: /leads to https:\/\/127\.0\.0\.1:1, which is not the lab/ })
    writeFileSync(kubeconfig, own)
    await (await kind.up(request())).identify()
  })

  await t.test('down removes the lab alone, and once more removes nothing', async (t) => {
    const longer = await anothersCluster(t, `${name}-2`)
    const [node = ''] = (await nodesNow(name)).split(' ')
    const volumes = await docker('inspect', '--format', '{{range .Mounts}}{{println .Name}}{{end}}', node)
    const lab = (await kind.open(name))!
    await lab.down(silent)
    await lab.down(silent)
    t.equal(await nodesNow(name), '')
    t.equal(await nodesNow(`${name}-2`), `${longer} running`, 'a name that begins alike is another’s')
    const its = volumes.split('\n').filter((volume) => volume !== '')
    const left = (await docker('volume', 'ls', '-q')).split('\n')
    t.same([its.length > 0, its.filter((volume) => left.includes(volume))], [true, []], 'its volume is gone')
    await forgetLab(name)
    t.equal(await kind.open(name), undefined)
  })

  t.same([readFileSync(theirs, 'utf8'), statSync(theirs).mtimeMs], [THEIRS, before], 'the user’s own kubeconfig was never written')
}
