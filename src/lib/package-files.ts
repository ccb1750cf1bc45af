import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * A file or folder of this package, below its root. Only this module knows where that is: it is as far from `src/lib/` as from `dist/lib/`, and
 * from `dist/bundled/`, where the modules are in few files (scripts/bundled.js).
 */
export function packageFile(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url))
}

/**
 * The path of a program that lies beside the module `from` (its `import.meta.url`), in that folder of `src/`. Under the tests its file is TypeScript,
 * which a bare node does not run: the built one stands in.
 */
export function builtProgram(from: string, folder: string, name: string): string {
  const beside = fileURLToPath(new URL(`./${name}.js`, from))
  return existsSync(beside) ? beside : packageFile(`dist/${folder}/${name}.js`)
}
