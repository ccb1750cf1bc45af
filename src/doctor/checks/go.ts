import type { BinaryName } from '../../binaries/binaries.ts'
import { atLeast } from '../../lib/version.ts'
import { type Found, type MachineCheck, unknown } from '../check.ts'
import { canBuild, GO_BY_HAND, type GoFacts, goFix, goNeeded } from '../programs.ts'

const BUILT: BinaryName[] = ['prometheus', 'thanos', 'kind']

export const goCheck: MachineCheck = {
  id: 'go',
  title: 'Go, for programs that are built',
  // No runtime needs it as such: what it means for a program, that program's check says.
  byHand: GO_BY_HAND,
  async look(machine) {
    const needed = (await Promise.all(BUILT.map(goNeeded))).reduce((most, one) => (atLeast(most, one) ? most : one))
    return judge(await machine.go(), needed, machine.platform)
  },
}

function judge(go: GoFacts, needed: string, platform: NodeJS.Platform): Found {
  const { version, toolchain, why } = go
  if (why !== undefined) return unknown(why, GO_BY_HAND)
  const can = canBuild(go, needed)
  if (can === 'yes') return { status: 'ok', detail: version ?? '' }
  if (can === 'fetches') return { status: 'ok', detail: `${version}, which fetches the toolchain ${needed} for a build` }
  const fix = goFix(go, platform)
  if (version === undefined) return { status: 'warn', detail: `not on PATH; a build needs ${needed}`, fix }
  const forbids = atLeast(version, '1.21') ? `, and GOTOOLCHAIN=${toolchain} forbids to fetch it` : ''
  return { status: 'warn', detail: `${version}, and a build needs ${needed}${forbids}`, fix }
}
