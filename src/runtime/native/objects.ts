import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { command } from '../../lib/command.ts'
import { LabError } from '../../lib/errors.ts'
import type { Settings } from '../../model/lab.ts'
import { writeFileAtomically } from '../../storage/files.ts'
import { readStateFile } from '../../storage/state-file.ts'
import type { KubernetesObject, Manifest } from '../../topology/load.ts'

/* The objects that a native lab was made from, in `objects.json`: a fault that changes one needs all of them. */

const fileIn = (folder: string) => join(folder, 'objects.json')
const schema = async () => (await import('./objects-schema.ts')).objectsSchema

/** Those of the lab in that folder. Throws `state` where they cannot be read. */
export async function readObjects(folder: string): Promise<KubernetesObject[]> {
  const lab = basename(folder)
  const damage = { lost: `No fault can change an object of the lab "${lab}".`, hint: `${command('up', lab)}, which writes it again` }
  const objects = await readStateFile(fileIn(folder), schema, damage)
  if (objects !== undefined) return objects
  throw new LabError('state', `${fileIn(folder)} is missing. ${damage.lost}`, { hint: damage.hint })
}

/** The manifests of a lab with those settings, which are written down, too. The modules of the topology are loaded only here. */
export async function writeObjects(folder: string, settings: Settings): Promise<Manifest[]> {
  const [{ loadManifests }, { patchManifests }] = await Promise.all([import('../../topology/load.ts'), import('../../topology/patch.ts')])
  const manifests = patchManifests(loadManifests(), settings)
  // A folder in its place would stay there.
  await rm(fileIn(folder), { recursive: true, force: true })
  await writeFileAtomically(fileIn(folder), JSON.stringify(manifests.map(({ object }) => object)))
  return manifests
}
