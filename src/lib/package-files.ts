import { fileURLToPath } from 'node:url'

/**
 * A file or folder of this package, below its root. Only this module knows where that is: it is as far from `src/lib/` as from `dist/lib/`, and
 * from `dist/bundled/`, where the modules are in few files (scripts/bundled.js).
 */
export function packageFile(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url))
}
