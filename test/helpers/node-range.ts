/*
 * Whether a version of Node fits what a package says under `engines.node`: the part of npm's range syntax that packages
 * use there. What cannot be read throws, so that a new way of writing is never taken for a yes.
 */

type Version = [major: number, minor: number, patch: number]

/** `^20.17.0 || >=22.9.0` */
export function fitsNode(range: string, version: string): boolean {
  const node = versionOf(version)
  // All of it is read, also what no longer matters.
  const alternatives = range.split('||').map((all) => comparators(all).map((one) => fits(one, node)))
  return alternatives.some((all) => all.every(Boolean))
}

function comparators(all: string): string[] {
  return all
    .trim()
    .replaceAll(/([<>=^~]+)\s+/g, '$1')
    .split(/\s+/)
    .filter((one) => one !== '' && one !== '*')
}

function fits(comparator: string, node: Version): boolean {
  const match = /^(>=|<=|>|<|\^|~|=)?v?(\d+)(?:\.(\d+|x|\*))?(?:\.(\d+|x|\*))?$/.exec(comparator)
  if (match === null) throw new Error(`not a range that this test reads: ${comparator}`)
  const [, operator = '=', major, minor, patch] = match
  const given = [major, minor, patch].filter((part) => part !== undefined && /^\d+$/.test(part)).map(Number)
  const bound: Version = [given[0] ?? 0, given[1] ?? 0, given[2] ?? 0]
  if (operator === '>=') return compare(node, bound) >= 0
  if (operator === '<') return compare(node, bound) < 0
  const alike = given.every((part, index) => part === node[index])
  if (operator === '=') return alike
  if (operator === '>') return compare(node, bound) > 0 && !alike
  if (operator === '<=') return compare(node, bound) <= 0 || alike
  const kept = operator === '^' ? 1 : Math.min(2, given.length)
  return compare(node, bound) >= 0 && bound.slice(0, kept).every((part, index) => part === node[index])
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]
}

function versionOf(text: string): Version {
  const [major = 0, minor = 0, patch = 0] = text.split('.').map(Number)
  return [major, minor, patch]
}
