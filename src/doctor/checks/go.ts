import { arch } from 'node:os'
import type { EngineName } from '../../engines/engines.ts'
import type { Found, MachineCheck } from '../check.ts'
import { type GoFacts, atLeast, canBuild, goNeeded } from '../go.ts'

const BUILT: EngineName[] = ['prometheus', 'thanos', 'kind']
/** The version that `engines/` was last built with. */
const INSTALLED = '1.26.8'

export const goCheck: MachineCheck = {
  id: 'go',
  title: 'Go, for programs that are built',
  // What that means for a program, its own check says.
  blocks: [],
  async look(machine) {
    const needed = (await Promise.all(BUILT.map(goNeeded))).reduce((most, one) => (atLeast(most, one) ? most : one))
    return judge(await machine.go(), needed, machine.platform)
  },
}

function judge(go: GoFacts, needed: string, platform: NodeJS.Platform): Found {
  const { version, toolchain } = go
  if (version === undefined) return { status: 'warn', detail: `not on PATH; a build needs ${needed}`, fix: installGo(platform) }
  const can = canBuild(go, needed)
  if (can === 'yes') return { status: 'ok', detail: version }
  if (can === 'fetches') return { status: 'ok', detail: `${version}, which fetches the toolchain ${needed} for a build` }
  if (atLeast(version, '1.21'))
    return {
      status: 'warn',
      detail: `${version}, a build needs ${needed}, and GOTOOLCHAIN=${toolchain} forbids to fetch it`,
      fix: 'export GOTOOLCHAIN=auto',
    }
  return { status: 'warn', detail: `${version}, and a build needs ${needed}`, fix: installGo(platform) }
}

function installGo(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'brew install go'
  const archive = `go${INSTALLED}.linux-${arch() === 'x64' ? 'amd64' : arch()}.tar.gz`
  return `curl -fL https://go.dev/dl/${archive} | sudo tar -C /usr/local -xz && export PATH="/usr/local/go/bin:$PATH"`
}
