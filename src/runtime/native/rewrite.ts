import { LabError } from '../../lib/errors.ts'

/** What the names in a pod's manifests mean on this machine, seen from one slot. */
export interface Names {
  namespace: string
  /** A port of the pod itself; undefined where no container declares it. */
  own(port: number): number | undefined
  /** The listener for `SERVICE:port` or `POD.SERVICE:port`; undefined where there is no such thing. */
  other(service: string, pod: string | undefined, port: number): number | undefined
  /** Mount path → folder. */
  mounts: Record<string, string>
}

/**
 * Rewrites what means something else in a pod than on this machine: `localhost:PORT` and `0.0.0.0:PORT` (the pod),
 * `SERVICE.NAMESPACE.svc:PORT`, `POD.SERVICE.NAMESPACE.svc:PORT`, and paths under a mount.
 * Throws `manifest` for a name or port that leads nowhere.
 */
export function rewrite(text: string, names: Names): string {
  return rewritePaths(rewriteOwn(rewriteOthers(text, names), names), names.mounts)
}

/** Whether a text means the same in every pod and on this machine: it names no address and no path under a mount. */
export function isPlain(text: string, namespace: string, mounts: string[]): boolean {
  const names: Names = { namespace, own: () => 0, other: () => 0, mounts: Object.fromEntries(mounts.map((path) => [path, ''])) }
  return rewrite(text, names) === text
}

const OWN = /\b(localhost|127\.0\.0\.1|0\.0\.0\.0):(\d+)\b/g

/** A placeholder host keeps what `rewriteOthers` wrote apart from addresses that mean the pod. */
const DONE = 'this-machine'

function rewriteOwn(text: string, names: Names): string {
  const own = text.replace(OWN, (address, _host, port: string) => {
    const mine = names.own(Number(port))
    if (mine === undefined) throw new LabError('manifest', `${address} is written, but no container of the pod declares port ${port}`)
    return `127.0.0.1:${mine}`
  })
  return own.replaceAll(`${DONE}:`, '127.0.0.1:')
}

function rewriteOthers(text: string, names: Names): string {
  const pattern = new RegExp(String.raw`\b(?:([a-z0-9-]+)\.)?([a-z0-9-]+)\.${names.namespace}\.svc(?:\.cluster\.local)?(?::(\d+))?`, 'g')
  return text.replace(pattern, (address, pod: string | undefined, service: string, port: string | undefined) => {
    const listener = port === undefined ? undefined : names.other(service, pod, Number(port))
    if (listener === undefined)
      throw new LabError('manifest', `${address} leads nowhere: write SERVICE.${names.namespace}.svc:PORT of a Service in the manifests`)
    return `${DONE}:${listener}`
  })
}

function rewritePaths(text: string, mounts: Record<string, string>): string {
  const paths = Object.keys(mounts).sort((a, b) => b.length - a.length)
  if (paths.length === 0) return text
  const pattern = new RegExp(`(?<![\\w./-])(${paths.map(literally).join('|')})(?![\\w.-])`, 'g')
  return text.replace(pattern, (path) => mounts[path] ?? path)
}

/** A pattern that fits that text and nothing else. */
export function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
