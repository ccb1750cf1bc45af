import { isDeepStrictEqual } from 'node:util'

/** What the docs keep of a run: its findings and the evidence of its faults, with date and versions; no samples. */
export function recordOf({ id, scenario, runtime, settings, versions, startedAt, verdict, findings, inconclusiveReasons, faults, timing }) {
  return {
    id,
    scenario: scenario.name,
    runtime,
    settings,
    versions,
    date: startedAt.slice(0, 10),
    outcome: scenario.outcome,
    verdict,
    inconclusiveReasons,
    findings,
    faults: faults.map(({ fault, target, evidence }) => ({ fault, target, evidence })),
    ...(timing === undefined ? {} : { timing }),
    ran: partsOf(scenario),
  }
}

/** Whether a record, or a run, is of a scenario as it is now, resolved for that run's interval. Its texts may differ. */
export function isRunOf({ scenario: own, ran = partsOf(own) }, scenario) {
  // Not as text: a run that was read has its keys in another order than its file.
  return isDeepStrictEqual(ran, partsOf(scenario))
}

function partsOf({ outcome, observe, steps, expect }) {
  return JSON.parse(JSON.stringify({ outcome, observe, steps, expect }))
}
