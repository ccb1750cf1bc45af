import { constants } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export interface Room {
  /** The folder itself or, where it is not made yet, the nearest one above it that is there. */
  folder: string
  /** Bytes that this user may still write. */
  free: number
  /** Of the whole disk, 0 to 1. */
  share: number
}

/** The room on the disk where a folder is or would be. Throws where it cannot be told. */
export async function roomAt(path: string): Promise<Room> {
  const folder = await nearestThere(path)
  const { bavail, blocks, bsize } = await statfs(folder)
  return { folder, free: bavail * bsize, share: blocks === 0 ? 0 : bavail / blocks }
}

/** Whether a folder can be written to or made; else why not. Nothing is written. */
export async function notWritable(path: string): Promise<string | undefined> {
  const folder = await nearestThere(path)
  if (!(await stat(folder)).isDirectory()) return `${folder} is not a folder`
  try {
    await access(folder, constants.W_OK | constants.X_OK)
    return undefined
  } catch (error) {
    return `${folder} cannot be written to (${(error as NodeJS.ErrnoException).code})`
  }
}

async function nearestThere(path: string): Promise<string> {
  try {
    await stat(path)
    return path
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if ((code !== 'ENOENT' && code !== 'ENOTDIR') || dirname(path) === path) throw error
    return nearestThere(join(path, '..'))
  }
}

/** `1.5 GB`, `620 MB`: as disks are sold, in powers of ten. */
export function sizeText(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(bytes < 1e10 ? 1 : 0)} GB`
}
