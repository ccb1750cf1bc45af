import { redacted } from '../../lib/redact.ts'
import { releaseUrl } from '../../binaries/release.ts'
import type { MachineCheck } from '../check.ts'

/** Where downloads come from: what to set where one fails. Nothing is asked. */
export function mirrorsCheck(env: NodeJS.ProcessEnv = process.env): MachineCheck {
  return {
    id: 'mirrors',
    title: 'where downloads come from',
    async look() {
      const said = [
        `releases: ${releaseUrl('')} (THANOS_LAB_RELEASES)`,
        `Go modules: ${env['GOPROXY'] || "Go's own"} (GOPROXY)`,
        `npm packages: ${env['npm_config_registry'] || "npm's own"} (npm_config_registry)`,
        "images: each one's own (up --image-mirror)",
        'without a network: thanos-lab bundle',
      ]
      return { status: 'ok', detail: redacted(said.join('; ')) }
    },
  }
}
