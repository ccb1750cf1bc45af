import { LabError } from '../../errors.ts'
import type { Case } from '../../explain/case.ts'
import { caseOf } from '../../explain/of-look.ts'
import type { How } from '../../merge/merged.ts'
import { versionWarning } from '../../merge/version.ts'
import { lookAt, observed, sightOf } from '../../observe/look.ts'
import { buildVersion } from '../../observe/prometheus.ts'
import { selectorTrouble } from '../../scenario/promql.ts'
import { answering } from '../../verdict/predicted.ts'
import { openLab } from '../labs.ts'

/** The case of any selector on the running lab. Throws `usage` where it is no selector of one series, `no-lab`, `samples`. */
export async function liveCase(labName: string, selector: string, range: number, how: How): Promise<Case> {
  const wrong = selectorTrouble(selector)
  if (wrong !== undefined) throw new LabError('usage', wrong.message, { hint: `thanos-lab explain --live 'up{job="thanos-query"}'` })
  const lab = await openLab(labName)
  const intervalMs = lab.settings.scrapeIntervalMs
  const to = Date.now()
  const window = { from: to - range, to }
  const query = lab.address('query')
  const [look, sight, version] = await Promise.all([
    lookAt(lab, observed(selector, { samples: selector }, undefined), 'after', window),
    sightOf(lab, 'after', selector, window),
    buildVersion(query),
  ])
  const seen = { ...look, gaps: [] }
  const made = caseOf(selector, selector, { look: seen, replicas: answering(seen, sight), intervalMs, how })
  const warning = versionWarning(version)
  return { ...made, notes: [...made.notes, ...(warning === undefined ? [] : [warning])] }
}
