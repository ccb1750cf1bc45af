import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Progress } from '../lib/progress.ts'
import { DEFAULT_NODE_IMAGE } from '../runtime/kind/config.ts'
import { saveImages } from '../runtime/kind/images.ts'
import { archiveName, prepareNodeImage } from '../runtime/kind/node-image.ts'
import type { Packed } from './pack.ts'

/**
 * Gives `work` the node image with the lab's images in it, which is made where it is not there, and stays in Docker. Throws `up-failed`, `no-disk`,
 * `docker-gone`.
 */
export async function packedImages<T>(
  { nodeImage = DEFAULT_NODE_IMAGE, imageMirror }: { nodeImage?: string; imageMirror?: string },
  { progress, signal }: { progress: Progress; signal: AbortSignal },
  work: (images: Packed[]) => Promise<T>,
): Promise<T> {
  const prepared = await prepareNodeImage(nodeImage, { imageMirror }, { progress, signal })
  const folder = await mkdtemp(join(tmpdir(), 'thanos-lab-'))
  try {
    const file = await progress.step(`saving ${prepared}`, () => saveImages([prepared], folder, signal))
    return await work([{ path: `images/${archiveName(prepared)}`, from: { file } }])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
