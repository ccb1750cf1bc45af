import { open, realpath, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { readJson, writeFileAtomically } from '../storage/files.ts'
import { cacheHome } from '../storage/paths.ts'

interface Remembered {
  size: number
  modified: number
  version: string
}

/**
 * Versions of binaries, kept in the cache folder, so that each is run once for it: a start of `thanos --version` costs
 * more than all the rest of finding it. A binary that changed (size or time of change) is run again. It is a
 * convenience: a memory that cannot be read or written is an empty one.
 */
export class VersionMemory {
  readonly #file: string
  readonly #known: Record<string, Remembered>
  #changed = false

  private constructor(file: string, known: Record<string, Remembered>) {
    this.#file = file
    this.#known = known
  }

  static async open(): Promise<VersionMemory> {
    const file = join(cacheHome(), 'binaries', 'versions.json')
    const known = await readJson(file).catch(() => undefined)
    return new VersionMemory(file, Object.fromEntries(Object.entries(Object(known)).filter(isRemembered)))
  }

  /** The cached version of this file, or what `asking` gives, which is then kept. */
  async versionOf(path: string, name: string, asking: () => Promise<string>): Promise<string> {
    const now = await stat(path).catch(() => undefined)
    const known = this.#known[path]
    if (known !== undefined && known.size === now?.size && known.modified === now.mtimeMs) return known.version
    const version = await asking()
    if (now !== undefined && (await isProgramItself(path, name))) {
      this.#known[path] = { size: now.size, modified: now.mtimeMs, version }
      this.#changed = true
    }
    return version
  }

  async save(): Promise<void> {
    if (this.#changed) await writeFileAtomically(this.#file, `${JSON.stringify(this.#known, null, 2)}\n`).catch(() => {})
    this.#changed = false
  }
}

function isRemembered(entry: [file: string, value: unknown]): entry is [string, Remembered] {
  const { size, modified, version } = Object(entry[1]) as Partial<Record<keyof Remembered, unknown>>
  return typeof size === 'number' && typeof modified === 'number' && typeof version === 'string'
}

/** Not a version manager's shim (a script, or a link to the manager), whose answer changes while its file does not. */
async function isProgramItself(path: string, name: string): Promise<boolean> {
  try {
    return basename(await realpath(path)).startsWith(name) && !(await isScript(path))
  } catch {
    return false
  }
}

/** Whether a file begins as a script does: it starts a program that may be anywhere. */
export async function isScript(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return buffer.toString('latin1') === '#!'
  } finally {
    await file.close()
  }
}
