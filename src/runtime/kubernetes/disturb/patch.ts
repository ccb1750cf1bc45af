import { isDeepStrictEqual } from 'node:util'
import { type Edit, fieldOf } from '../../disturbance.ts'

/** One operation of a JSON Patch (RFC 6902). */
export interface Operation {
  op: 'add' | 'replace' | 'remove'
  path: string
  value?: unknown
}

/** What sets an edit's field to a value, or takes it away (null); `add` in a list would put one more into it. */
export function operation(path: Edit['path'], value: unknown): Operation {
  const pointer = path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
  if (value === null || value === undefined) return { op: 'remove', path: pointer }
  return { op: typeof path.at(-1) === 'number' ? 'replace' : 'add', path: pointer, value }
}

/** What is still to do so that the fields have those values: nothing where they have them. */
export function missingOperations(object: unknown, wanted: { path: Edit['path']; value: unknown }[]): Operation[] {
  return wanted
    .filter(({ path, value }) => !isDeepStrictEqual(fieldOf(object, path), value ?? null))
    .map(({ path, value }) => operation(path, value))
}
