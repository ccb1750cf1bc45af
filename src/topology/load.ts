import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LabError } from '../lib/errors.ts'
import { packageFile } from '../lib/package-files.ts'
import { formatComplaint, readYaml, type YamlDocument } from '../lib/yaml.ts'

/** A Kubernetes object as its manifest has it. */
export interface KubernetesObject {
  apiVersion: string
  kind: string
  metadata: { name: string; namespace?: string; labels?: Record<string, string> }
  [field: string]: any
}

export interface Manifest {
  object: KubernetesObject
  /** Where each field of the unpatched object stands. */
  source: YamlDocument
}

/** The package's own manifests: the one source of the topology for every runtime. */
const manifestsFolder = packageFile('manifests')

/** Every object of a folder's YAML files, in the order of file names. Throws `manifest` with file:line:column. */
export function loadManifests(folder: string = manifestsFolder): Manifest[] {
  const files = readdirSync(folder).filter((file) => /\.ya?ml$/.test(file))
  return files.sort().flatMap((file) => {
    const { sources, complaints } = readYaml(join('manifests', file), readFileSync(join(folder, file), 'utf8'))
    if (complaints.length > 0) throw new LabError('manifest', complaints.map(formatComplaint).join('\n'))
    return sources.filter((source) => source.value !== null).map((source) => ({ object: source.value as KubernetesObject, source }))
  })
}
