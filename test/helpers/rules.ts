import type { SourceFile } from './sources.ts'

/*
 * The rules of the architecture, each a function from the sources to the sentences that say where they are broken.
 */

/** `runtime/native/pod.ts` → `runtime`, `model.ts` → `model`; the page in the browser is a module of its own. */
export function moduleOf(path: string): string {
  return path.startsWith('web/page/') ? 'web/page' : (path.split('/')[0] ?? '').replace(/\.ts$/, '')
}

/** A module imports itself and what the table gives it; a module that is not in the table may import nothing. */
export function moduleTrouble(sources: SourceFile[], table: Record<string, string[]>): string[] {
  return sources.flatMap(({ path, files }) => {
    const module = moduleOf(path)
    const may = table[module]
    if (may === undefined) return [`${path}: the module ${module} is not in the table`]
    return files.filter((file) => moduleOf(file) !== module && !may.includes(moduleOf(file))).map((file) => `${path} imports ${file}`)
  })
}

/** A package is imported only by the files (or folders, with a slash at the end) that own it; one that nobody owns by none. */
export function packageTrouble(sources: SourceFile[], owners: Record<string, string[]>): string[] {
  return sources.flatMap(({ path, packages }) =>
    packages
      .filter((name) => !name.startsWith('node:') && !(owners[name] ?? []).some((owner) => owns(owner, path)))
      .map((name) => `${path} imports ${name}`),
  )
}

function owns(owner: string, path: string): boolean {
  return owner.endsWith('/') ? path.startsWith(owner) : path === owner
}

/** These folders do nothing to the world: no file, process or connection. */
export function effectTrouble(sources: SourceFile[], folders: string[], harmless: string[]): string[] {
  return sources
    .filter(({ path }) => folders.includes(moduleOf(path)))
    .flatMap(({ path, packages }) =>
      packages.filter((name) => name.startsWith('node:') && !harmless.includes(name)).map((name) => `${path} imports ${name}`),
    )
}

/** Imports of files that are not there, and every cycle of imports once: `a.ts → b.ts → a.ts`. */
export function cycleTrouble(sources: SourceFile[]): string[] {
  const known = new Map(sources.map((source) => [source.path, source]))
  const done = new Set<string>()
  const errors: string[] = []
  const visit = (path: string, way: string[]) => {
    const begin = way.indexOf(path)
    if (begin >= 0) return void errors.push([...way.slice(begin), path].join(' → '))
    if (done.has(path)) return
    done.add(path)
    for (const file of known.get(path)?.files ?? []) {
      if (known.has(file)) visit(file, [...way, path])
      else errors.push(`${path} imports ${file}, which is not there`)
    }
  }
  for (const { path } of sources) visit(path, [])
  return errors
}

/** No file over `most` lines. */
export function lengthTrouble(sources: SourceFile[], most: number): string[] {
  return sources.filter(({ lines }) => lines > most).map(({ path, lines }) => `${path} has ${lines} lines`)
}

/** A comparison with the name of a runtime outside of its folder: what differs between runtimes, each of them states itself. */
export function runtimeNameTrouble(sources: SourceFile[], names: string[]): string[] {
  const comparison = new RegExp(`([=!]==? |case )'(${names.join('|')})'`, 'g')
  return sources
    .filter(({ path }) => !names.some((name) => path.startsWith(`runtime/${name}/`)))
    .flatMap(({ path, text }) => [...text.matchAll(comparison)].map(([found]) => `${path}: ${found}`))
}

/** A name that two files export: whoever reads it elsewhere cannot know which of two things is meant. */
export function nameTrouble(sources: SourceFile[]): string[] {
  const owners = new Map<string, Set<string>>()
  for (const { path, text } of sources)
    for (const [, name = ''] of text.matchAll(/^export (?:abstract |async )*(?:function\*?|const|interface|type|class) (\w+)/gm))
      owners.set(name, (owners.get(name) ?? new Set()).add(path))
  return [...owners].filter(([, paths]) => paths.size > 1).map(([name, paths]) => `${name} is exported by ${[...paths].join(' and ')}`)
}
