/** What the docs keep of a run: what was measured, what proves its faults, of what and when; no samples. */
export function recordOf({ id, scenario, runtime, settings, versions, startedAt, verdict, plan, findings, doubts, faults, timing }) {
  return {
    id,
    scenario,
    runtime,
    settings,
    versions,
    date: startedAt.slice(0, 10),
    outcome: plan.outcome,
    verdict,
    doubts,
    findings,
    faults: faults.map(({ fault, target, evidence }) => ({ fault, target, evidence })),
    ...(timing === undefined ? {} : { timing }),
    played: playedOf(plan),
  }
}

/** Whether a run, or its record, was played as a scenario is now, resolved for that run's interval. */
export function isPlayedAs({ plan, played = playedOf(plan) }, scenario) {
  return JSON.stringify(played) === JSON.stringify(playedOf(scenario))
}

function playedOf({ outcome, observe, questions, steps, expect }) {
  return JSON.parse(JSON.stringify({ outcome, observe, questions, steps, expect }))
}
