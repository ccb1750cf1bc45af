import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { LabError } from '../../lib/errors.ts'
import type { Progress } from '../../lib/progress.ts'
import { watched } from '../../lib/watched-process.ts'
import { docker, DockerRefused } from './docker.ts'
import { fullName, mirrored } from './image-name.ts'
import { inNode } from './nodes.ts'
import { pull, type PullOptions } from './pull.ts'
import { labFiles, type NodeContainer, type Work } from './record.ts'

/** Where images are pulled from. */
export interface Fetching {
  /** `mirror.example.com`: comes before the whole name of an image, its registry among it. */
  imageMirror?: string | undefined
}

interface HaveOptions extends Fetching {
  /** Takes the logs of the pulls for their time. */
  folder: string
  progress: Progress
}

/** Pulls the images that the local engine does not have. Throws `up-failed`, `no-disk`, `docker-gone`. */
export async function haveImages(images: string[], { folder, progress, imageMirror }: HaveOptions, signal: AbortSignal): Promise<void> {
  const present = await Promise.all(images.map((image) => isPresent(image, signal)))
  const missing = images.filter((_, index) => !present[index])
  const bringOne = (image: string) => {
    const from = imageMirror === undefined ? image : mirrored(image, imageMirror)
    return progress.step(`pulling ${from}`, (note) => bring(image, from, { folder, signal, note, fromMirror: imageMirror !== undefined }))
  }
  await Promise.all(missing.map(bringOne))
}

/** From a mirror, an image gets its own name too; where that one has a digest, it has been checked, and the mirror's name is used. */
async function bring(image: string, from: string, options: PullOptions): Promise<void> {
  await pull(from, options)
  if (from !== image && !image.includes('@')) await docker(['tag', from, image], { signal: options.signal })
}

export async function isPresent(image: string, signal?: AbortSignal): Promise<boolean> {
  try {
    await docker(['image', 'inspect', '--format', '{{.Id}}', image], { signal })
    return true
  } catch (error) {
    if (error instanceof DockerRefused) return false
    throw error
  }
}

/**
 * Brings the lab's images into every node that lacks one: pulled where need be, saved to one archive while the nodes start,
 * then loaded. The archive does not stay. Nodes that are made from a `prepared` image have them.
 */
export async function bringImages(work: Work, nodes: () => Promise<NodeContainer[]>, signal: AbortSignal, prepared = false): Promise<void> {
  const { request, plan, record } = work
  if ((prepared || record.state === 'made') && (await onceReady(await nodes(), plan.images, signal)).length === 0) return
  await haveImages(plan.images, { ...request, folder: labFiles(request.name).folder }, signal)
  await request.progress.step('bringing the images into the nodes', async (note) => {
    const { folder } = labFiles(request.name)
    try {
      note('saving them to an archive')
      const archive = await saveImages(plan.images, folder, signal)
      const made = await nodes()
      await Promise.all(made.map(({ id }) => containerdRuns(id, signal)))
      note('loading the archive')
      await loadArchive(work, archive, made, signal)
    } finally {
      await dropArchive(folder)
    }
  })
}

/** Names of the nodes that lack an image, as soon as all can say. */
async function onceReady(nodes: NodeContainer[], images: string[], signal: AbortSignal): Promise<string[]> {
  await Promise.all(nodes.map(({ id }) => containerdRuns(id, signal)))
  return nodesWithout(nodes, images, signal)
}

async function containerdRuns(node: string, signal: AbortSignal): Promise<void> {
  await inNode(node, ['sh', '-c', 'until ctr version >/dev/null 2>&1; do sleep 0.3; done'], signal, 120_000)
}

/**
 * Writes the images to one archive. With containerd as its image store Docker would name the layers of every platform in it,
 * of which it has one, and the import fails (kind#3795, #4224): there the platform is named.
 */
export async function saveImages(images: string[], folder: string, signal: AbortSignal): Promise<string> {
  const archive = join(archiveFolder(folder), 'images.tar')
  await dropArchive(folder)
  await mkdir(archiveFolder(folder), { recursive: true })
  await docker(['image', 'save', ...(await platformArgs(signal)), '-o', archive, ...images], { signal, timeoutMs: 600_000 })
  return archive
}

async function platformArgs(signal: AbortSignal): Promise<string[]> {
  const [store, platform] = await Promise.all([
    docker(['info', '--format', '{{json .DriverStatus}}'], { signal }),
    docker(['version', '--format', '{{.Server.Os}}/{{.Server.Arch}}'], { signal }),
  ])
  return store.includes('io.containerd.snapshotter') ? ['--platform', platform] : []
}

/** Removes the archive, and what an interrupted save left beside it. */
async function dropArchive(folder: string): Promise<void> {
  await rm(archiveFolder(folder), { recursive: true, force: true })
}

/** Loads the archive into every node; kind's word is not taken for it (`load` can exit 0 with the image absent, kind#2394). */
async function loadArchive({ kind, plan, record }: Work, archive: string, nodes: NodeContainer[], signal: AbortSignal): Promise<void> {
  const load = ['load', 'image-archive', archive, '--name', record.name]
  for (let round = 1; ; round += 1) {
    const { text } = await watched(kind, load, { log: `${archive}.log`, signal, onLine: () => {} })
    const lacking = await nodesWithout(nodes, plan.images, signal)
    if (lacking.length === 0) return
    const why = text.trim() || 'kind gave no reason'
    if (round === 2) throw new LabError('up-failed', `The images could not be loaded into ${lacking.join(', ')}: ${why}`)
  }
}

/** Names of the nodes that lack an image. */
async function nodesWithout(nodes: NodeContainer[], images: string[], signal: AbortSignal): Promise<string[]> {
  const lists = await Promise.all(nodes.map(({ id }) => inNode(id, ['ctr', '-n', 'k8s.io', 'images', 'ls', '-q'], signal)))
  const lacks = lists.map((list) => !images.every((image) => list.split('\n').includes(fullName(image))))
  return nodes.filter((_, index) => lacks[index]).map(({ name }) => name)
}

function archiveFolder(folder: string): string {
  return join(folder, 'images')
}
