import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The path of a program of this folder. Under the tests its file is TypeScript, which a bare node does not run: the built one stands in. */
export function builtProgram(name: 'supervisor' | 'planner'): string {
  const beside = fileURLToPath(new URL(`./${name}.js`, import.meta.url))
  return existsSync(beside) ? beside : fileURLToPath(new URL(`../../../dist/runtime/native/${name}.js`, import.meta.url))
}
