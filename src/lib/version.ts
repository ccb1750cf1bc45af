import coerce from 'semver/functions/coerce.js'
import compare from 'semver/functions/compare.js'
import satisfies from 'semver/functions/satisfies.js'

/** Below 0 where the first is older. Go, Node and Kubernetes leave parts out (`1.21`), so parts that are missing count as 0. */
export function compareVersions(one: string, other: string): number {
  return compare(coerce(one) ?? '0.0.0', coerce(other) ?? '0.0.0')
}

/** `1.26.10` is at least `1.26.7`. */
export function atLeast(version: string, least: string): boolean {
  return compareVersions(version, least) >= 0
}

/** Whether a version is in a range such as `0.42.x`; a release candidate of it is. */
export function inRange(version: string, range: string): boolean {
  return satisfies(version, range, { includePrerelease: true })
}
