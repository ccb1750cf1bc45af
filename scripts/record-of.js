import { isDeepStrictEqual } from 'node:util'

/** What the docs keep of a run: what was measured, what verifies its faults, of what and when; no samples. */
export function recordOf({ id, scenario, runtime, settings, versions, startedAt, verdict, findings, inconclusiveReasons, faults, timing }) {
  return {
    id,
    scenario: essence(scenario),
    runtime,
    settings,
    versions,
    date: startedAt.slice(0, 10),
    verdict,
    inconclusiveReasons,
    findings,
    faults: faults.map(({ fault, target, evidence }) => ({ fault, target, evidence })),
    ...(timing === undefined ? {} : { timing }),
  }
}

/** Whether a run, or its record, was made by a scenario as it is now, resolved for that run's interval. */
export function isRunOf({ scenario }, now) {
  return isDeepStrictEqual(essence(scenario), essence(now))
}

/** A scenario without what is only said about it. */
function essence({ name, outcome, observe, steps, expect }) {
  return JSON.parse(JSON.stringify({ name, outcome, observe, steps, expect }))
}
