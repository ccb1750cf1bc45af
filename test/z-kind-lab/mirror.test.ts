import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { silent } from '../../src/lib/progress.ts'
import { haveImages } from '../../src/runtime/kind/images.ts'
import { imagesOf } from '../../src/runtime/kubernetes/objects.ts'
import { loadManifests } from '../../src/topology/load.ts'
import { thanosLab } from '../cli/command-line.ts'
import { child } from '../helpers/child.ts'
import { until } from '../helpers/until.ts'
import { REFUSING_PORT } from '../runtime/native/servers.ts'
import { ownHome } from '../storage/home.ts'
import { docker, nodeImage, withoutKind } from './docker.ts'
import { type Registry, registry, type Served } from './registry.ts'

/* `--image-mirror`, with a real Docker and a registry: what is asked of it, and what a person is told where it does not give an image. */

const name = `t-mirror-${process.pid}`
const node = `${name}-control-plane`
const { signal } = new AbortController()
const idOf = (image: string) => docker('image', 'inspect', '--format', '{{.Id}}', image).catch(() => '')

/** A name of this test's own: an image that only the registry has, or that none has. */
const own = (image: string) => `localhost/${name}/${image}`

/** Takes the images out of Docker, so that they have to be pulled. At the end they are as before, and what was pulled is gone. */
async function withoutImages(t: Test, images: string[], pulled: Served[]): Promise<void> {
  t.teardown(async () => {
    for (const { id, digest } of pulled) for (const one of [id, digest]) if ((await idOf(one)) !== '') await docker('rmi', '-f', one)
  })
  for (const [index, image] of images.entries()) {
    const kept = own(`kept-${index}`)
    await docker('tag', image, kept)
    t.teardown(async () => {
      await docker('tag', kept, image)
      await docker('rmi', kept)
    })
    await docker('rmi', image)
  }
}

/** Whether an image has the id of what the registry serves: with containerd as its image store, Docker takes the manifest's digest for it. */
function isServed(t: Test, id: string, served: Served | undefined, image: string): void {
  t.ok([served?.id, served?.digest].includes(id), `${image} is the registry's: ${id}`)
}

/** `up` with a mirror until both images are in the node, then Ctrl-C: the rest is as without a mirror. */
async function upFromMirror(t: Test, registryAt: Registry): Promise<void> {
  const images = imagesOf(loadManifests().map(({ object }) => object))
  const nodes = await registryAt.serve(nodeImage, `x/${own('node')}:v1.34.4`)
  const served = await Promise.all(images.map((image) => registryAt.serve(image, `x/${image}`)))
  await withoutImages(t, images, [nodes, ...served])
  const wanted = `${own('node')}:v1.34.4@${nodes.digest}`
  const words = ['up', '--runtime', 'kind', '--name', name, '--node-image', wanted, '--image-mirror', `${registryAt.address}/x`]
  t.teardown(() => thanosLab(['down', '--quiet', '--name', name]))
  const up = child(t, `process.exitCode = await (await import(dist + 'cli/main.js')).main(${JSON.stringify(words)})`)
  let over = false
  void up.ended.then(() => (over = true))
  const inNode = async () => (over ? 'ended' : docker('exec', node, 'ctr', '-n', 'k8s.io', 'images', 'ls', '-q').catch(() => ''))
  const there = await until(
    'the images are in the node',
    async () => {
      const list = await inNode()
      return (list === 'ended' || images.every((image) => list.split('\n').includes(image))) && list
    },
    180_000,
  )
  t.not(there, 'ended', 'up goes on')
  process.kill(up.pid as number, 'SIGINT')
  t.equal((await up.ended).code, 130)
  for (const [index, image] of images.entries()) isServed(t, await idOf(image), served[index], image)
  isServed(t, await docker('inspect', '--format', '{{.Image}}', node), nodes, 'the node image')
  const came = (image: string, id: string | undefined) =>
    t.ok(registryAt.requests.includes(`GET /v2/x/${image.replace(/:[^/:]*$/, '')}/blobs/${id} 200`), `${image} came from there`)
  came(`${own('node')}:v1.34.4`, nodes.id)
  for (const [index, image] of images.entries()) came(image, served[index]?.id)
}

/** What is printed where a mirror gives nothing, of the node image by `up` and of another image. */
async function refused(t: Test, mirror: string, said: RegExp, next: RegExp): Promise<void> {
  const [nodes, other] = [`${own('none')}:v1.34.4`, 'quay.io/thanos/none:v1']
  const { code, stderr } = await thanosLab(['up', '--runtime', 'kind', '--name', name, '--node-image', nodes, '--image-mirror', mirror])
  t.equal(code, 3)
  for (const part of [`The node image ${mirror}/${nodes} is not here and does not arrive: `, said, next]) t.match(stderr, part)
  const folder = mkdtempSync(join(tmpdir(), 'thanos-lab-test-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const pulled = haveImages([other], { folder, progress: silent, imageMirror: mirror }, signal)
  const error = await pulled.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  t.match(error, { code: 'up-failed', message: said, hint: next })
  t.match(error, { message: `${mirror}/${other} could not be pulled: ` })
}

const missing = await withoutKind()
if (missing !== undefined) t.pass('a mirror of images', { skip: missing })
else {
  t.setTimeout(5 * 60_000)
  ownHome(t)
  const [open, locked] = [await registry(t), await registry(t, { credentials: true })]

  await t.test('up takes every image from the mirror', (test) => upFromMirror(test, open))

  await t.test('a mirror that gives nothing: what happened, where, and what to type', async (t) => {
    const [nowhere, none] = [`127.0.0.1:${REFUSING_PORT}`, `${open.address}/none`]
    await refused(t, none, /manifest unknown.*127\.0\.0\.1:\d+ does not have the image/, new RegExp(`docker pull ${none}/\\S*none:v1`))
    await refused(
      t,
      `${locked.address}/x`,
      /credentials\. 127\.0\.0\.1:\d+ wants credentials/,
      new RegExp(`docker login ${locked.address}, then`),
    )
    await refused(
      t,
      `${nowhere}/x`,
      /connection refused\. 127\.0\.0\.1:4 cannot be reached/,
      new RegExp(`docker pull ${nowhere}/x/\\S*none:v1`),
    )
  })

  await t.test('a mirror that sends another node image than the digest names', async (t) => {
    const [image] = imagesOf(loadManifests().map(({ object }) => object))
    const { id } = await open.serve(image as string, `x/${own('false')}:v1`)
    const digest = `sha256:${'0'.repeat(64)}`
    open.lie(`x/${own('false')}:v1`, digest)
    const words = ['up', '--runtime', 'kind', '--name', name, '--node-image', `${own('false')}:v1.34.4@${digest}`]
    const { code, stderr } = await thanosLab([...words, '--image-mirror', `${open.address}/x`])
    t.equal(code, 3)
    t.match(stderr, /does not arrive: .*manifest verification failed for digest sha256:000/)
    t.equal(await idOf(id), '')
  })
}
