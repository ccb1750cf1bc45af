import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { pack } from 'tar-stream'
import type { Test } from 'tap'
import { exec } from '../../src/lib/exec.ts'
import { listen } from '../runtime/native/servers.ts'
import { docker } from './docker.ts'

/* A registry of images on 127.0.0.1 that can only be read, of which Docker asks no certificate (the HTTP API of the OCI's distribution specification). */

const MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json'
const CONFIG = 'application/vnd.docker.container.image.v1+json'
const LAYER = 'application/vnd.docker.image.rootfs.diff.tar'

/** What an address of the registry gives: a file, or these bytes. */
type Content = { type: string; size: number } & ({ file: string } | { bytes: Buffer })

export interface Registry {
  /** `127.0.0.1:PORT` */
  address: string
  /** What it was asked for, each `METHOD PATH CODE`. */
  requests: string[]
  /** Serves an image of Docker under a name, such as `x/quay.io/a/b:v1`, with one more layer that no other image has. */
  serve: (image: string, name: string) => Promise<Served>
  /** Gives the manifest of a name in place of another that is asked for by this digest. */
  lie: (name: string, digest: string) => void
}

/** The id that the image has in Docker, and the digest of its manifest. */
export interface Served {
  id: string
  digest: string
}

/** The part of an image's configuration that a further layer changes. */
interface Config {
  rootfs: { type: string; diff_ids: string[] }
  history?: { created?: string; created_by?: string; empty_layer?: boolean }[]
}

const digestOf = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

/** Starts a registry that ends with the test. With `credentials` it answers nobody without them. */
export async function registry(t: Test, { credentials = false } = {}): Promise<Registry> {
  const folder = await mkdtemp(join(tmpdir(), 'thanos-lab-registry-'))
  const contents = new Map<string, Content>()
  const requests: string[] = []
  const server = createServer((request, response) => {
    response.on('close', () => requests.push(`${request.method} ${request.url} ${response.statusCode}`))
    if (credentials) refuse(response, 401, 'UNAUTHORIZED')
    else answer(request, response, contents.get(request.url ?? '')).catch(() => response.destroy())
  })
  const port = await listen(t, server)
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return {
    address: `127.0.0.1:${port}`,
    requests,
    serve: (image, name) => serve({ folder, contents }, image, name),
    lie: (name, digest) => {
      const [path, tag] = partsOf(name)
      contents.set(manifestOf(path, digest), contents.get(manifestOf(path, tag)) as Content)
    },
  }
}

const manifestOf = (path: string, reference: string) => `/v2/${path}/manifests/${reference}`

/** `a/b:v1` is `a/b` and `v1`. */
function partsOf(name: string): [path: string, tag: string] {
  const [path = '', tag = ''] = name.split(/:(?=[^/:]*$)/)
  return [path, tag]
}

async function answer(request: IncomingMessage, response: ServerResponse, content: Content | undefined): Promise<void> {
  if (request.url === '/v2/') return void response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  if (content === undefined) return refuse(response, 404, request.url?.includes('/manifests/') ? 'MANIFEST_UNKNOWN' : 'BLOB_UNKNOWN')
  const digest = 'bytes' in content ? { 'docker-content-digest': digestOf(content.bytes) } : {}
  response.writeHead(200, { 'content-type': content.type, 'content-length': content.size, ...digest })
  if (request.method === 'HEAD') response.end()
  else if ('bytes' in content) response.end(content.bytes)
  else await pipeline(createReadStream(content.file), response)
}

function refuse(response: ServerResponse, status: number, code: string): void {
  const challenge = status === 401 ? { 'www-authenticate': 'Basic realm="registry"' } : {}
  const text = code.toLowerCase().replaceAll('_', ' ')
  response
    .writeHead(status, { 'content-type': 'application/json', ...challenge })
    .end(JSON.stringify({ errors: [{ code, message: text, detail: {} }] }))
}

interface Shelf {
  folder: string
  contents: Map<string, Content>
}

async function serve({ folder, contents }: Shelf, image: string, name: string): Promise<Served> {
  const [path, tag] = partsOf(name)
  const blobs = new Map<string, Content>()
  const blob = (type: string, bytes: Buffer) => {
    const digest = digestOf(bytes)
    blobs.set(digest, { type, size: bytes.length, bytes })
    return { mediaType: type, size: bytes.length, digest }
  }
  const saved = await savedImage(await mkdtemp(join(folder, 'image-')), image)
  const further = blob(LAYER, await furtherLayer())
  const layers = [...saved.layers.map(({ file: _file, ...layer }) => layer), further]
  for (const { file, digest, size } of saved.layers) blobs.set(digest, { type: LAYER, size, file })
  const { rootfs, history = [] } = saved.config
  const changed: Config = {
    ...saved.config,
    rootfs: { ...rootfs, diff_ids: [...rootfs.diff_ids, further.digest] },
    history: [...history, { created: new Date().toISOString(), created_by: 'a test' }],
  }
  const config = blob(CONFIG, Buffer.from(JSON.stringify(changed)))
  const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config, layers }))
  for (const [digest, content] of blobs) contents.set(`/v2/${path}/blobs/${digest}`, content)
  const digest = digestOf(manifest)
  for (const reference of [tag, digest])
    contents.set(manifestOf(path, reference), { type: MANIFEST, size: manifest.length, bytes: manifest })
  return { id: config.digest, digest }
}

/** What `docker save` writes of an image: in blobs that are named by their digests, or (before Docker 25) in a folder for each layer. */
async function savedImage(folder: string, image: string) {
  await docker('save', '-o', join(folder, 'saved.tar'), image)
  const { ok, stderr } = await exec('tar', ['-xf', join(folder, 'saved.tar'), '-C', folder])
  if (!ok) throw new Error(stderr)
  await rm(join(folder, 'saved.tar'))
  const [parts] = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as [{ Config: string; Layers: string[] }]
  const config = JSON.parse(await readFile(join(folder, parts.Config), 'utf8')) as Config
  const layers = parts.Layers.map(async (layer, index) => {
    const file = join(folder, layer)
    const [, named] = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(layer) ?? []
    const digest = named === undefined ? (config.rootfs.diff_ids[index] ?? '') : `sha256:${named}`
    return { mediaType: LAYER, size: (await stat(file)).size, digest, file }
  })
  return { config, layers: await Promise.all(layers) }
}

/** A layer of one small file that is like no other, so that an image with it is not in Docker before it was pulled. */
async function furtherLayer(): Promise<Buffer> {
  const archive = pack()
  archive.entry({ name: 'thanos-lab-test' }, randomUUID())
  archive.finalize()
  return buffer(archive)
}
