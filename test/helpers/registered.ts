import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'

/*
 * Whether everything that is written as a part of the lab is in the registry. The values themselves are looked at, as one that a
 * function makes (`= injecting({…})`) shows no type in its source.
 */

/** A kind of part, by the functions that make it one. */
export interface PartKind {
  kind: string
  functions: string[]
}

export interface ExportedValue {
  /** From the tree's root: `faults/kill.ts`. */
  path: string
  value: unknown
}

/** Every value that the modules of some folders export; `programs` are left out, as they begin to work when they are loaded. */
export async function exportedValues(root: string, folders: string[], programs: string[] = []): Promise<ExportedValue[]> {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.[jt]s$/.test(entry.name))
      .map((entry) => relative(root, join(entry.parentPath, entry.name))),
  )
  const modules = await Promise.all(
    paths
      .filter((path) => !programs.includes(path))
      .map(async (path) => ({ path, module: (await import(pathToFileURL(join(root, path)).href)) as Record<string, unknown> })),
  )
  return modules.flatMap(({ path, module }) => Object.values(module).map((value) => ({ path, value })))
}

/** The parts among the values that are not in the registry. */
export function registryTrouble(values: ExportedValue[], kinds: PartKind[], registered: unknown[]): string[] {
  return values.flatMap(({ path, value }) => {
    const kind = kindOf(value, kinds)
    return kind === undefined || registered.includes(value) ? [] : [`the ${kind} of ${path} is not in registry.ts`]
  })
}

function kindOf(value: unknown, kinds: PartKind[]): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const part = value as Record<string, unknown>
  if (typeof part['name'] !== 'string') return undefined
  return kinds.find(({ functions }) => functions.every((name) => typeof part[name] === 'function'))?.kind
}
