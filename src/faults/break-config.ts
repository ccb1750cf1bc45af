import { z } from 'zod'
import { sendRequest } from '../lib/http.ts'
import type { Evidence } from '../model/run.ts'
import { replicaNames } from '../model/workloads.ts'
import type { Lab } from '../runtime/runtime.ts'
import { editConfig, ROLL_OUT_MS, verifiedOnce } from './config-edit.ts'
import { injectionFault } from './define.ts'
import { replicaAmong } from './targets.ts'

/**
 * A configuration that Prometheus refuses, because two jobs have the same name. Both replicas share the template; the second job is
 * named by $(POD_NAME), so that the names are the same in one pod only.
 */
export const breakConfig = injectionFault({
  name: 'break-config',
  summary: 'Gives one replica, or both, a configuration that Prometheus refuses',
  kind: 'change',
  verifyMs: ROLL_OUT_MS,

  args: (types) =>
    z.strictObject({
      replica: types.replica.exactOptional().describe('Which replica; left out, all of them.'),
      for: types.duration.exactOptional().describe('How long; left out, until it is healed.'),
    }),

  async plan(lab, { replica }) {
    const jobs = [replica ?? 'any', replica === undefined ? 'any' : '$(POD_NAME)'].map((name) => ({ job_name: `broken-${name}` }))
    const text = await editConfig(lab, (config) => void config.scrape_configs.push(...jobs))
    const target = `the configuration of ${replica ?? 'every replica'}`
    return { injection: { kind: 'change', edits: [text] }, target, ...(replica === undefined ? {} : replicaAmong(lab, replica)) }
  },

  effect: (lab, { replica }) => refused(lab, replica === undefined ? replicaNames(lab.settings.replicas) : [replica], false),

  recovered: (lab) => verifiedOnce(() => refused(lab, replicaNames(lab.settings.replicas), true)),
})

/** Whether those replicas' last reload succeeded, or not, by their own metric. */
async function refused(lab: Lab, replicas: string[], success: boolean): Promise<Evidence> {
  const answers = await Promise.all(replicas.map((replica) => lastReload(lab, replica)))
  const not = replicas.filter((_, index) => answers[index] !== success)
  const words = success ? 'loaded' : 'refused'
  if (not.length > 0) return { verified: false, detail: `${not.join(', ')} has not ${words} the configuration yet` }
  return { verified: true, detail: `${replicas.join(', ')} ${words} it (prometheus_config_last_reload_successful ${success ? 1 : 0})` }
}

async function lastReload(lab: Lab, replica: string): Promise<boolean | undefined> {
  const reply = await sendRequest(lab.address(replica), '/metrics', { timeoutMs: 5000 }).catch(() => undefined)
  const value = /^prometheus_config_last_reload_successful (\d)$/m.exec(String(reply?.body))?.[1]
  return value === undefined ? undefined : value === '1'
}
