import t, { type Test } from 'tap'
import { audit } from '../../../src/app/audit/audit.ts'
import { silent } from '../../../src/lib/progress.ts'
import { type AuditAnswer, type AuditGap, auditSchema } from '../../../src/model/audit.ts'
import { auditMarkdown } from '../../../src/report/audit/markdown.ts'
import { auditText } from '../../../src/report/audit/pretty.ts'
import type { Written } from './remote-write.ts'
import { startStack } from './stack.ts'

/* Layouts of production, each real: what is said of a replica that was away, and of nothing else. */

const MINUTE = 60_000
const INTERVAL_MS = 15_000
const NOW = Date.now()
/** In the last hour and a half there is no border of blocks in the middle of the outage. */
const BEGIN = NOW - 130 * MINUTE
const AWAY = [NOW - 50 * MINUTE, NOW - 40 * MINUTE] as const
/** What a terminal and Markdown would take for their own. */
const HOSTILE = 'bad\u001b[31m\n\u202e|`x`<b>'

/** `up` of four targets, each a little later. */
function series(offsetMs: number, isAway: boolean, more: Record<string, string> = {}): Written[] {
  return ['s1', 's2', 's3', HOSTILE].map((job, place) => ({
    labels: { __name__: 'up', job, instance: `${job}:9100`, ...more },
    samples: Array.from({ length: (130 * MINUTE) / INTERVAL_MS + 40 }, (_, scrape): [number, number] => [
      BEGIN + offsetMs + 900 * place + scrape * INTERVAL_MS,
      1,
    ]).filter(([time]) => !isAway || time < AWAY[0] || time >= AWAY[1]),
  }))
}

async function audited(url: string, replicaLabels?: string[]): Promise<AuditAnswer> {
  const context = { name: 'test', progress: silent, signal: new AbortController().signal, interruptedBy: () => undefined }
  const limits = { maxRequests: 300, maxSamples: 2_000_000, timeoutMs: 60_000 }
  const request = { access: { url }, sinceMs: 100 * MINUTE, match: undefined, replicaLabels, expressions: [], worst: 20, limits }
  return auditSchema.parse(await audit(context, request))
}

/** The one gap that the outage is; others only where Query itself has one at a border of blocks. */
function outage(t: Test, { gaps }: AuditAnswer): AuditGap {
  const [gap, ...others] = gaps.filter(({ lacking }) => lacking.length > 0)
  t.same(
    others.map(({ cause }) => cause),
    [],
    'one gap',
  )
  t.ok(gap !== undefined && Math.abs(gap.from * 1000 - AWAY[0]) <= 2 * INTERVAL_MS, 'where it was')
  return gap ?? ({} as AuditGap)
}

const lacks = ({ lacking }: AuditGap) => lacking.map(({ replica, why }) => `${replica}: ${why.join()}`)

t.test('two clusters with replicas of the same names, and a store gateway beside the sidecars', async (t) => {
  const stack = await startStack(
    t,
    [
      ['eu1', 'a'],
      ['eu1', 'b'],
      ['us1', 'a'],
      ['us1', 'b'],
    ].map(([cluster, replica], number) => ({
      externalLabels: { cluster: cluster!, replica: replica! },
      series: series(1000 + 3300 * number, number === 1),
    })),
  )
  const url = await stack.query('--query.replica-label=replica')
  const plain = await audited(url)
  const names = ['a (cluster=eu1)', 'a (cluster=us1)', 'b (cluster=eu1)', 'b (cluster=us1)']

  await t.test('the other cluster goes on, and is not taken for the replica that was away', async (t) => {
    t.same(
      plain.replicas.map(({ name }) => name),
      names,
    )
    const gap = outage(t, plain)
    t.same(lacks(gap), ['b (cluster=eu1): away'])
    t.match(gap, { targets: 4, having: ['a (cluster=eu1)'], cause: /b \(cluster=eu1\) has no sample of any of its 4 targets/ })
    t.match(plain, { verdict: 'gaps', reasons: [] })
  })

  await t.test('names that a terminal or Markdown would obey are shown as text', async (t) => {
    const pretty = auditText(plain, { color: false, width: 120 })
    t.notOk(['\u001b', '\u202e'].some((sign) => pretty.includes(sign)))
    t.match(pretty, 'bad\\u001b[31m\\u000a\\u202e|`x`<b>')
    const markdown = auditMarkdown(plain)
    t.notOk(['\u001b', '\u202e'].some((sign) => markdown.includes(sign)))
    t.match(markdown, 'bad\\\\u001b\\[31m\\\\u000a\\\\u202e\\|\\`x\\`\\<b\\>')
    t.match(auditMarkdown({ ...plain, selector: 'up{job=`x`}' }), 'Counted: `` up{job=`x`} ``')
    t.same(
      plain.gaps.filter(({ command }) => command.includes('\n')),
      [],
      'a command is one line',
    )
  })

  await t.test('a store gateway with the same samples: no scrape is counted twice', async (t) => {
    const gateway = await stack.storeGateway()
    const both = await audited(await stack.queryOver([...stack.sidecars, gateway], '--query.replica-label=replica'))
    t.same(lacks(outage(t, both)), ['b (cluster=eu1): away'])
    for (const [number, { name, scrapes }] of both.replicas.entries()) {
      t.equal(name, names[number])
      t.ok(Math.abs(scrapes - plain.replicas[number]!.scrapes) <= 4, `${name}: ${scrapes}`)
    }
    t.match(both.advice, [], 'a sidecar and a store gateway have the same labels by design')
  })

  await t.test('behind a query-frontend', async (t) => {
    const answer = await audited(await stack.frontend(url))
    t.match(answer, { verdict: 'gaps', query: { kind: 'query-frontend' } })
    t.same(lacks(outage(t, answer)), ['b (cluster=eu1): away'])
    t.match(answer.notes.join(' '), /query-frontend/)
  })

  await t.test('no replica label in the flags, or a wrong one: nothing is said of other replicas', async (t) => {
    for (const flags of [[], ['--query.replica-label=prometheus_replica']]) {
      const answer = await audited(await stack.query(...flags))
      t.equal(answer.verdict, 'inconclusive')
      const gap = outage(t, answer)
      t.same(lacks(gap), ['cluster=eu1,replica=b: away'])
      t.match(gap.cause, /Query merges no other series with it, so nothing could fill it\.$/)
      t.match(
        answer.advice.map(({ kind }) => kind),
        ['replica-label-unknown-to-query', 'replica-label-unknown-to-query'],
      )
      t.match(answer.advice.map(({ text }) => text).join(' '), /16 of 16 series differ .*--query.replica-label=replica\./)
    }
    const given = await audited(await stack.query(), ['replica'])
    t.match(given, { verdict: 'gaps', reasons: [] })
    t.same(lacks(outage(t, given)), ['b (cluster=eu1): away'])
  })
})

t.test('receivers', async (t) => {
  const stack = await startStack(t, [])
  const sent = [...series(1000, false, { replica: 'p0' }), ...series(7100, true, { replica: 'p1' })]
  const receivers = [await stack.receiver({ receive: 'r0' }, sent), await stack.receiver({ receive: 'r1' }, sent)]

  await t.test('a sender was away: its receivers are not said to scrape', async (t) => {
    const gap = outage(t, await audited(await stack.queryOver(receivers, '--query.replica-label=receive')))
    t.same(lacks(gap), ['r0: not-scraped', 'r1: not-scraped'])
    t.match(gap.cause, /r0 received no sample of it \(40 missing\), and those of other targets meanwhile/)
    t.notMatch(gap.cause, /scraped|has no scrape/)
  })

  await t.test('both labels', async (t) => {
    const gap = outage(t, await audited(await stack.queryOver(receivers, '--query.replica-label=receive', '--query.replica-label=replica')))
    t.same(lacks(gap), ['receive=r0,replica=p1: away', 'receive=r1,replica=p1: away'])
    t.match(gap.cause, /it, or what sends to it, was down/)
  })
})
