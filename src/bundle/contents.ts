import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { BinaryName, FoundBinary } from '../binaries/binaries.ts'
import { idOf } from '../binaries/cache.ts'
import { isScript } from '../binaries/version-cache.ts'
import { LabError } from '../lib/errors.ts'
import { packageFile } from '../lib/package-files.ts'
import { LAUNCHER } from './listing.ts'
import type { Packed } from './pack.ts'

/* What goes into a bundle: paths in it, and the files that they are made from. */

/** Files and folders of the package that the lab reads when it runs; those that are not there yet, or no more, are left out. */
const PARTS = [
  'package.json',
  'LICENSE',
  'dist/bundled',
  'dist/web/page.html',
  'manifests',
  'scenarios',
  'lessons',
  'schemas',
  'third-party',
]

/** The program that unpacks a bundle where there is no lab yet, in one file (src/bundle/installer.ts). */
const INSTALLER = 'dist/bundled/install.mjs'

const LAUNCHER_TEXT = `#!/bin/sh
# thanos-lab with the node on PATH (20.19 or later). A link to this file works, too.
exec node "$(dirname "$(readlink -f "$0")")/dist/bundled/thanos-lab.js" "$@"
`

/** The lab itself, in few files. Throws `bundle` where this installation has no such build. */
export async function packedLab(): Promise<Packed[]> {
  const installer = packageFile(INSTALLER)
  if (!(await isFile(installer)))
    throw new LabError('bundle', `${installer} is missing from this installation`, { hint: 'npm run build, in the folder of thanos-lab' })
  const files = (await Promise.all(PARTS.map(filesIn))).flat().sort()
  return [
    { path: 'install.mjs', from: { file: installer } },
    { path: LAUNCHER, program: true, from: { text: LAUNCHER_TEXT } },
    ...files.map((path): Packed => ({ path: `lab/${path}`, from: { file: packageFile(path) } })),
  ]
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (about) => about.isFile(),
    () => false,
  )
}

/** The paths of a file, or of those in a folder, below the root of the package. */
async function filesIn(part: string): Promise<string[]> {
  if (await isFile(packageFile(part))) return [part]
  const entries = await readdir(packageFile(part), { recursive: true, withFileTypes: true }).catch(() => [])
  const root = packageFile('')
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(root.length))
}

/** The version of this package. */
export async function packageVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(packageFile('package.json'), 'utf8')) as { version: string }
  return version
}

/** Programs, each where the lab's cache has it. Throws `bundle` where one is a script: what it starts may be anywhere. */
export async function packedPrograms(found: Partial<Record<BinaryName, FoundBinary>>): Promise<Packed[]> {
  const names = Object.keys(found) as BinaryName[]
  return Promise.all(
    names.map(async (name): Promise<Packed> => {
      const file = await realpath(found[name]!.path)
      if (await isScript(file))
        throw new LabError('bundle', `${file} is a script that starts ${name}, and a bundle needs the program itself`, {
          hint: `thanos-lab bundle -o FILE --binaries FOLDER, with the program ${name} in FOLDER`,
        })
      return { path: `binaries/${idOf(name)}/${name}`, program: true, from: { file } }
    }),
  )
}
