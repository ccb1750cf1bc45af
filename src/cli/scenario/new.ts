import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { LabError, reason } from '../../errors.ts'
import { scenariosFolder } from '../../scenario/names.ts'
import type { Context } from '../context.ts'
import { template } from './template.ts'

const SCHEMA = 'scenario.schema.json'

/**
 * `thanos-lab scenario new FILE`: a scenario that plays, with comments, and beside it the schema that its first line names: an
 * editor finds that wherever this program is installed. What is there already is left alone.
 */
export async function newScenario(context: Context, file: string): Promise<number> {
  if (!/\.ya?ml$/i.test(file))
    throw new LabError('usage', `A scenario file ends in .yaml, and ${file} does not`, { hint: `thanos-lab scenario new ${file}.yaml` })
  const typed = /[/\\]/.test(file) ? file : `./${file}`
  await mkdir(dirname(file), { recursive: true }).catch((error: unknown) => refuse(file, error))
  if (!(await made(file, template(basename(file).replace(/\.ya?ml$/i, ''))))) throw there(file)
  const schema = join(dirname(file), SCHEMA)
  const own = await readFile(join(scenariosFolder(), SCHEMA), 'utf8')
  const fresh = await made(schema, own)
  if (!fresh && (await readFile(schema, 'utf8')) !== own)
    context.progress.warn(`${schema} is another version's: remove it, and a next scenario new brings this one's`)
  context.answer({ schemaVersion: 1, file, schema }, () =>
    [
      `${file} is a scenario that plays${fresh ? `; ${schema} tells an editor what may stand in it` : ''}.`,
      `Next: thanos-lab scenario check ${typed}`,
      `      thanos-lab chaos ${typed}`,
    ].join('\n'),
  )
  return 0
}

/** False where there is such a file. */
async function made(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' })
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST' ? false : refuse(file, error)
  }
}

function there(file: string): LabError {
  return new LabError('usage', `${file} is there already; nothing was changed`, {
    hint: `thanos-lab scenario check ${file}, or new with another name`,
  })
}

function refuse(file: string, error: unknown): never {
  throw new LabError('usage', `Could not write ${file}: ${reason(error)}`, {
    hint: 'thanos-lab scenario new with a file in a folder that you may write to',
    cause: error,
  })
}
