import { join } from 'node:path'
import t from 'tap'
import { type ExplainAnswer, explainSchema, type LabStatus } from '../../src/model/answers.ts'
import type { Run } from '../../src/model/run.ts'
import { type Said, thanosLab } from '../cli/command-line.ts'
import { until } from '../helpers/until.ts'

/* Situations of the field on a lab: what `explain` says of a run, and of the lab while a sidecar is away (docs/explain.md). */

const name = `t-field-${process.pid}`
const home = t.testdir({
  'both-cut.yaml': `
title: The application restarts, and neither replica can scrape it
teaches: Nothing can fill a gap that both replicas have.
outcome: fail
observe:
  merged: { samples: 'go_goroutines{job="thanos-query"}' }
  victim: { samples: 'go_goroutines{job="thanos-query"}', replica: victim }
steps:
  - wait: 6 scrapes
  - partition: { from: preferred, to: thanos-query, for: 8 scrapes }
  - partition: { from: survivor, to: thanos-query, for: 8 scrapes }
  - wait: 14 scrapes
expect:
  - victim: { longest-gap: { at-least: 5 scrapes } }
  - merged: { longest-gap: { at-most: 4 scrapes } }
  - merged: { matches-model: penalty }
`,
  'drift-cut.yaml': `
title: A replica scrapes four times slower, and the other one's target fails
teaches: Each replica has an interval of its own, also for its stale marker.
observe:
  merged: { samples: 'go_goroutines{job="thanos-query"}' }
  victim: { samples: 'go_goroutines{job="thanos-query"}', replica: victim }
steps:
  - wait: 6 scrapes
  - change-interval: { replica: other, job: thanos-query, interval: 4 scrapes }
  - wait: 12 scrapes
  - partition: { from: preferred, to: thanos-query, for: 12 scrapes }
  - wait: 20 scrapes
expect:
  - victim: { longest-gap: { at-least: 5 scrapes } }
  - merged: { matches-model: penalty }
`,
  'killed-sidecar.yaml': `
title: A sidecar is killed and kept down
teaches: A killed sidecar takes its replica's history from Query.
observe:
  merged: { samples: 'go_goroutines{job="thanos-query"}' }
  victim: { samples: 'go_goroutines{job="thanos-query"}', replica: victim }
steps:
  - wait: 5 scrapes
  - kill: { replica: preferred, container: thanos-sidecar, for: 25 scrapes }
  - until: { replica: victim, is: back, within: 2m }
  - wait: 3 scrapes
expect:
  - stores: { healthy-stores: { drop-to: 1 } }
  - merged: { matches-model: penalty }
`,
})
const env = { THANOS_LAB_HOME: join(home, 'home') }
const lab = (...args: string[]): Promise<Said> => thanosLab([...args, '--name', name], env)
t.teardown(() => lab('down', '--quiet'))

function object<T>({ code, stdout, stderr }: Said): T {
  if (stdout === '') throw new Error(`exit ${code}: ${stderr}`)
  return JSON.parse(stdout) as T
}

function explanation(t: { equal: (one: unknown, other: unknown) => unknown }, said: Said): ExplainAnswer {
  const answer = object<ExplainAnswer>(said)
  t.equal(explainSchema.safeParse(answer).error, undefined)
  return answer
}

const stores = async () => object<LabStatus>(await lab('status', '--json')).lab.stores.filter(({ healthy }) => healthy)
const selector = 'go_goroutines{job="thanos-query"}'

t.equal((await lab('up', '--runtime', 'native', '--quiet')).code, 0)

await t.test('15: scrapes of both replicas fail', async (t) => {
  const run = object<Run>(await lab('chaos', join(home, 'both-cut.yaml'), '--json'))
  t.equal(run.verdict, 'fail', run.inconclusiveReasons.join('\n'))
  const answer = explanation(t, await lab('explain', run.id, '--json'))
  t.match(answer, { gaps: [{ cause: { kind: 'no-sample' } }], model: { differing: 0, limits: [] } })
  t.ok(answer.gaps[0]!.seconds > 6, `the gap is ${answer.gaps[0]!.seconds} s`)
  for (const { replica, reasons } of answer.gaps[0]!.cause.replicas)
    t.ok(
      reasons.some(({ why, scrapes }) => why === 'failed' && scrapes >= 4),
      `the scrapes of ${replica} failed`,
    )
  const text = answer.narrative.join('\n')
  t.match(text, /no replica has a sample, so nothing can fill it|no replica has a sample in it, so nothing can fill it/)
  t.notMatch(text, /not as predicted|one missed scrape/)
})

await t.test('16: the intervals of the replicas differ, and a target fails', async (t) => {
  const run = object<Run>(await lab('chaos', join(home, 'drift-cut.yaml'), '--json'))
  t.equal(run.verdict, 'pass', JSON.stringify([run.inconclusiveReasons, run.findings]))
  const answer = explanation(t, await lab('explain', run.id, '--json'))
  t.match(answer, { model: { differing: 0, limits: [] } })
  t.ok((answer.model?.compared ?? 0) > 20)
  t.notMatch(answer.narrative.join('\n'), /one missed scrape/, 'the distance of a slower replica is no missed scrape')
})

await t.test('18: a sidecar is killed: the answer is partial, and that is said', async (t) => {
  const chaos = lab('chaos', join(home, 'killed-sidecar.yaml'), '--json')
  await until('Query has one store', async () => (await stores()).length === 1, 60_000)
  const [kept] = await stores()
  const gone = ['prometheus-0', 'prometheus-1'].find((replica) => replica !== kept?.replica)!
  const live = explanation(t, await lab('explain', '--live', selector, '--range', '20s', '--json'))
  t.match(live, { replicas: [kept?.replica], model: { limits: ['partial'] } })
  t.match(live.narrative[0], new RegExp(`the answer is partial. .*${gone}`))
  t.notMatch(live.narrative.join('\n'), /agree on all|nothing can fill it/)
  const run = object<Run>(await chaos)
  t.equal(run.verdict, 'pass', run.inconclusiveReasons.join('\n'))
  const during = explanation(t, await lab('explain', run.id, '--phase', 'during', '--json'))
  t.match(during, { replicas: [kept?.replica], model: { limits: ['partial'] } })
  const after = explanation(t, await lab('explain', run.id, '--json'))
  t.match(after, { model: { differing: 0, limits: [] } }, 'the sidecar gives all of it afterwards')
})
