import type { z } from 'zod'
import { LabError, reason } from '../lib/errors.ts'
import { parseJson, readText } from './files.ts'

/** What a person needs to hear of a file that cannot be read. */
export interface Damage {
  /** What is lost with it, in a sentence. */
  lost: string
  /** The command that repairs it. */
  hint: string
}

/**
 * What a file of the state folder holds, checked by its schema; undefined where there is no such file. Throws `state` with the file, why it cannot
 * be read, what is lost, and the command that repairs it. `schema` is loaded only where there is a file: zod takes a twentieth of a second.
 */
export async function readStateFile<T>(file: string, schema: () => Promise<z.ZodType<T>>, damage: Damage): Promise<T | undefined> {
  try {
    const text = await readText(file)
    return text === undefined ? undefined : fitted(text, await schema())
  } catch (error) {
    throw new LabError('state', `${file} cannot be read: ${reason(error)}. ${damage.lost}`, { hint: damage.hint, cause: error })
  }
}

/** The value of a JSON text that fits a schema. Throws an Error that says what does not fit. */
export function fitted<T>(text: string, schema: z.ZodType<T>): T {
  const { error, data } = schema.safeParse(parseJson(text))
  if (error !== undefined) throw new Error(mostOf(error.issues.map(issueText)).join('; '))
  return data
}

/** How many misfits are named. */
const MOST = 8

function mostOf(texts: string[]): string[] {
  return texts.length <= MOST ? texts : [...texts.slice(0, MOST), `and ${texts.length - MOST} more`]
}

function issueText({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`
}
