import { closeSync, ftruncateSync, writeSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openAsFile } from '../../lib/open-file.ts'
import { readTextFile } from '../../lib/text-file.ts'
import type { VolumePlan } from './plan.ts'

/** Makes a volume's folder for a pod that starts, with a ConfigMap's files. */
export async function fillVolume(volume: VolumePlan): Promise<void> {
  await mkdir(volume.folder, { recursive: true })
  await refill(volume)
}

/** Brings a ConfigMap's files up to date under a running pod; those that are as they should be are left alone. */
export async function refill(volume: VolumePlan): Promise<void> {
  if (volume.kind !== 'config') return
  const { folder, files } = volume
  await mkdir(folder, { recursive: true })
  const there = await readdir(folder)
  await Promise.all(there.filter((file) => !Object.hasOwn(files, file)).map((file) => rm(join(folder, file), { force: true })))
  for (const [file, text] of Object.entries(files))
    if ((await textOf(join(folder, file))) !== text) overwrite(join(folder, file), Buffer.from(text))
}

/**
 * In place: the sidecar's reloader watches the file itself, so of a file that takes its place it would hear once, and then only
 * every three minutes (Thanos v0.42.4, pkg/reloader, `addFile`). Written over at one go, and never empty: an empty configuration is a good one.
 */
function overwrite(file: string, text: Buffer): void {
  const descriptor = openAsFile(file)
  try {
    writeSync(descriptor, text, 0, text.length, 0)
    ftruncateSync(descriptor, text.length)
  } finally {
    closeSync(descriptor)
  }
}

/** Whether a ConfigMap's files are in the pod as the plan has them. */
export async function isFilled(volume: VolumePlan): Promise<boolean> {
  if (volume.kind !== 'config') return true
  const texts = await Promise.all(Object.keys(volume.files).map((file) => textOf(join(volume.folder, file))))
  return Object.values(volume.files).every((text, index) => texts[index] === text)
}

/** Removes it with all that is in it. */
export async function empty({ folder }: VolumePlan): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}

/** Whether it goes with its pod. */
export function isThePods(volume: VolumePlan): boolean {
  return volume.kind !== 'claim' && !(volume.kind === 'config' && volume.shared === true)
}

function textOf(file: string): Promise<string | undefined> {
  return readTextFile(file).catch(() => undefined)
}
