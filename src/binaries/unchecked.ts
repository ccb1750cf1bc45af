/* Settings of the environment that weaken what is checked of a download. Each is refused or said, never obeyed silently. */

/** Why no release is downloaded with this environment; undefined where one may be. */
export function refusedDownload(env: NodeJS.ProcessEnv): string | undefined {
  return env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0'
    ? 'NODE_TLS_REJECT_UNAUTHORIZED=0 switches off the check of certificates; unset it to download'
    : undefined
}

/** A host of this machine. */
const LOOPBACK = /^http:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:|\/|$)/

/** What is checked less than it could be, in sentences. */
export function weakenedChecks(env: NodeJS.ProcessEnv): string[] {
  const mirror = env['THANOS_LAB_RELEASES'] ?? ''
  const go = ['GOSUMDB', 'GONOSUMDB', 'GONOSUMCHECK', 'GOINSECURE', 'GOPRIVATE'].filter(
    (name) => !['', 'sum.golang.org'].includes(env[name] ?? ''),
  )
  return [
    ...(mirror.startsWith('http:') && !LOOPBACK.test(mirror)
      ? [`THANOS_LAB_RELEASES is ${mirror}, without TLS: whoever is between can change a program together with its checksum`]
      : []),
    ...(go.length === 0
      ? []
      : [`${go.join(', ')} is set: a build checks every module against go.sum all the same, but not a toolchain of Go that it downloads`]),
  ]
}
