import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

/** A TypeScript file as the rules of the architecture see it. */
export interface SourceFile {
  /** From the tree's root: `runtime/native/pod.ts`. */
  path: string
  text: string
  lines: number
  /** Files of the tree that it imports, types too, and by `import()`. */
  files: string[]
  /** Packages that it imports, `node:` ones with their prefix. */
  packages: string[]
}

/** Every `.ts` and `.tsx` file under a folder. A parser finds the imports, so none hides in a way of writing. */
export function readSources(root: string): SourceFile[] {
  const paths = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
  return paths.sort().map((path) => readSource(path, readFileSync(join(root, path), 'utf8')))
}

function readSource(path: string, text: string): SourceFile {
  const names = importsOf(path, text)
  const files = names.filter((name) => name.startsWith('.') && !name.endsWith('.css')).map((name) => join(dirname(path), name))
  const packages = names.filter((name) => !name.startsWith('.')).map(packageOf)
  return { path, text, lines: text.trimEnd().split('\n').length, files: [...new Set(files)], packages: [...new Set(packages)] }
}

/** What a file imports or passes on, as it is written there; names that are computed are left out. */
export function importsOf(path: string, text: string): string[] {
  const names: string[] = []
  const add = (source: { type: string; value?: unknown } | null) => {
    if (typeof source?.value === 'string') names.push(source.value)
  }
  new Visitor({
    ImportDeclaration: ({ source }) => add(source),
    ExportAllDeclaration: ({ source }) => add(source),
    ExportNamedDeclaration: ({ source }) => add(source),
    ImportExpression: ({ source }) => add(source),
    TSImportType: ({ source }) => add(source),
  }).visit(parseSync(path, text).program)
  return names
}

/** `@scope/name/deep/file.js` → `@scope/name` */
function packageOf(name: string): string {
  if (name.startsWith('node:')) return name
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')
}
