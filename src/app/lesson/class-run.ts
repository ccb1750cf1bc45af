import { OWN } from '../../lesson/names.ts'
import type { Run } from '../../model/run.ts'
import { readAsked } from '../../room/asked.ts'
import { tellRoom } from '../../room/tell.ts'
import { scenarioNames } from '../../scenario/names.ts'

// Apart from what else a room is told: a run needs nothing that reads a lesson, and would wait for it to load.

/** The verdict of a run that the current lesson has asked for. */
export async function tellRun({ scenario: { name }, verdict }: Run): Promise<void> {
  await tellRoom(async () => {
    const asked = await readAsked()
    if (asked.includes(name)) return [{ kind: 'run', scenario: name, verdict }]
    // A scenario of the learner's own is told by no name of theirs.
    const isOwn = asked.includes(OWN) && !(await scenarioNames()).includes(name)
    return isOwn ? [{ kind: 'run', scenario: OWN, verdict }] : []
  })
}
