import { join } from 'node:path'
import { labFolder } from '../../../state/paths.ts'

/** A kind lab's own files, all in the lab's folder. */
export function labFiles(name: string) {
  const folder = labFolder(name)
  return {
    folder,
    /** kind's last act is to write it: it is there when, and only when, `kind create cluster` came to its end. */
    kubeconfig: join(folder, 'kubeconfig'),
    config: join(folder, 'kind.yaml'),
    log: join(folder, 'kind.log'),
    logs: join(folder, 'logs'),
  }
}
