import { createHash } from 'node:crypto'
import { access, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LabError } from '../../lib/errors.ts'
import type { Progress } from '../../lib/progress.ts'
import { cacheHome } from '../../storage/paths.ts'
import { loadManifests } from '../../topology/load.ts'
import { imagesOf } from '../kubernetes/objects.ts'
import { docker, DockerRefused, gist } from './docker.ts'
import { mirrored } from './image-name.ts'
import { type Fetching, haveImages, isPresent, saveImages } from './images.ts'
import { inNode } from './nodes.ts'

/*
 * A node image with the lab's images in it ("prepared"): made once from another node image, it saves each `up` to bring them into the nodes, and a bundle
 * needs no other. Its name says from what it was made, so that it is found where that one is wanted.
 */

const PREPARED = 'localhost/thanos-lab/kind-node'
/** The id of the image that it was made from. */
const BASE_ID = 'thanos-lab.base-id'

/** `kindest/node:v1.34.4@sha256:…` is 1.34.4. */
export function versionInTag(image: string): string | undefined {
  return /:v?(\d+\.\d+(?:\.\d+)?)[^/:]*(?:@sha256:[0-9a-f]+)?$/.exec(image)?.[1]
}

/** The name of the prepared image for a node image. */
export function preparedName(base: string, images = labImages()): string {
  const hash = createHash('sha256')
    .update([base, ...images.toSorted()].join('\n'))
    .digest('hex')
  const version = versionInTag(base)
  return `${PREPARED}:${version === undefined ? '' : `v${version}-`}${hash.slice(0, 12)}`
}

const labImages = () => imagesOf(loadManifests().map(({ object }) => object))

/** Where a bundle has brought a prepared image to, as `docker save` writes it: the name of the file below `images/` of the cache folder. */
export function archiveName(prepared: string): string {
  return `${prepared.replaceAll(/[^\w.-]/g, '_')}.tar`
}

/** What the nodes are made from. */
export interface NodeImage {
  name: string
  /** It has the lab's images in it. */
  prepared: boolean
  /** It is not in the engine yet, but in this file. */
  archive?: string
}

/** The node image to use where `wanted` is asked for: the one that was prepared from it, else itself, else the mirror's. Changes nothing. Throws `docker-gone`. */
export async function nodeImageFor(wanted: string, { imageMirror }: Fetching, signal?: AbortSignal): Promise<NodeImage> {
  if (wanted.startsWith(`${PREPARED}:`)) return { name: wanted, prepared: true }
  const prepared = preparedName(wanted)
  const [made, base, brought] = await Promise.all([baseIdOf(prepared, signal), idOf(wanted, signal), broughtImage(wanted)])
  // An image of that name may have been built again meanwhile; what a bundle has brought is meant to be used.
  if (made !== undefined && (brought || base === undefined || base === made)) return { name: prepared, prepared: true }
  if (brought) return { name: prepared, prepared: true, archive: archiveOf(prepared) }
  return { name: base !== undefined || imageMirror === undefined ? wanted : mirrored(wanted, imageMirror), prepared: false }
}

const archiveOf = (prepared: string) => join(cacheHome(), 'images', archiveName(prepared))

/** Whether a bundle has brought the image that was prepared from a node image. */
export function broughtImage(base: string): Promise<boolean> {
  return exists(archiveOf(preparedName(base)))
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

async function inspected(image: string, format: string, signal?: AbortSignal): Promise<string | undefined> {
  return docker(['image', 'inspect', '--format', format, image], { signal }).catch((error: unknown) => {
    if (error instanceof DockerRefused) return undefined
    throw error
  })
}

const idOf = (image: string, signal?: AbortSignal) => inspected(image, '{{.Id}}', signal)
const baseIdOf = (image: string, signal?: AbortSignal) => inspected(image, `{{index .Config.Labels "${BASE_ID}"}}`, signal)

/** Loads the image from its file. Throws `up-failed`, `no-disk`, `docker-gone`. */
export async function loadNodeImage({ name, archive }: NodeImage, progress: Progress, signal: AbortSignal): Promise<void> {
  if (archive === undefined) return
  await progress.step('loading the node image of the bundle', async () => {
    await docker(['load', '-q', '-i', archive], { signal, timeoutMs: 600_000 })
    if (!(await isPresent(name, signal))) throw new LabError('up-failed', `${archive} has no image ${name}`, { hint: `rm ${archive}` })
  })
}

/** In a container of the node image: containerd takes the images in, as kind's own build of node images does (kind v0.33.0, pkg/build/nodeimage). */
const TAKE_IN = `
containerd >/dev/null 2>&1 &
pid=$!
until ctr version >/dev/null 2>&1; do kill -0 "$pid" || exit 1; sleep 0.2; done
ctr -n k8s.io images import --no-unpack "$1" || exit 1
kill "$pid"
wait "$pid"
rm "$1"`

/** Makes the prepared image where it is not there; its name. Brings what it is made from. Throws `up-failed`, `no-disk`, `docker-gone`. */
export async function prepareNodeImage(
  base: string,
  fetching: Fetching,
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<string> {
  const known = await nodeImageFor(base, fetching, signal)
  const images = labImages()
  const folder = await mkdtemp(join(tmpdir(), 'thanos-lab-'))
  try {
    if (known.prepared) {
      await loadNodeImage(known, progress, signal)
      return known.name
    }
    await haveImages([known.name, ...images], { ...fetching, folder, progress }, signal)
    return await progress.step('preparing a node image with the images in it', () => prepare(base, known.name, images, folder, signal))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function prepare(base: string, from: string, images: string[], folder: string, signal: AbortSignal): Promise<string> {
  const name = preparedName(base)
  const archive = await saveImages(images, folder, signal)
  const [id, entrypoint] = await Promise.all([idOf(from, signal), inspected(from, '{{json .Config.Entrypoint}}', signal)])
  const container = await docker(['run', '-d', '--network', 'none', '--entrypoint', 'sleep', from, 'infinity'], {
    signal,
    timeoutMs: 60_000,
  })
  try {
    await docker(['cp', archive, `${container}:/thanos-lab-images.tar`], { signal, timeoutMs: 600_000 })
    await inNode(container, ['sh', '-c', TAKE_IN, 'thanos-lab', '/thanos-lab-images.tar'], signal, 600_000)
    const changes = [`ENTRYPOINT ${entrypoint}`, 'CMD []', `LABEL ${BASE_ID}=${id}`].flatMap((change) => ['--change', change])
    await docker(['commit', ...changes, container, name], { signal, timeoutMs: 600_000 })
    return name
  } catch (error) {
    if (error instanceof DockerRefused)
      throw new LabError('up-failed', `${from} could not be prepared: ${gist(error.said)}`, { cause: error })
    throw error
  } finally {
    await docker(['rm', '-f', container], { timeoutMs: 60_000 }).catch(() => {})
  }
}
