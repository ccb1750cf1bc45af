import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t from 'tap'
import { findBinaries } from '../../../src/binaries/find.ts'
import { silent } from '../../../src/lib/progress.ts'
import { auditSchema } from '../../../src/model/audit.ts'
import { thanosLab } from '../../cli/command-line.ts'
import { backfill } from '../../helpers/backfill.ts'
import { startStack } from './stack.ts'

/* The small version of `npm run bench:audit`: a day of two hundred series, backfilled, within the bounds that are said. */

const [MINUTE, HOUR] = [60_000, 3_600_000]

/** promtool comes with Prometheus, where it is not on PATH; undefined: there is none. */
async function promtool(): Promise<string | undefined> {
  const { prometheus } = await findBinaries(['prometheus'], { progress: silent, signal: new AbortController().signal })
  const beside = join(dirname(prometheus.path), 'promtool')
  if (existsSync(beside)) return beside
  try {
    execFileSync('promtool', ['--version'], { stdio: 'ignore' })
    return 'promtool'
  } catch {
    return undefined
  }
}

const program = await promtool()

t.test('a day of 200 series on two replicas', { skip: program === undefined && 'there is no promtool' }, async (t) => {
  const now = Date.now()
  // The stack takes the test's own folder.
  const folder = mkdtempSync(join(tmpdir(), 'thanos-lab-day-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const window = { from: now - 25 * HOUR, to: now + 10 * MINUTE, intervalMs: MINUTE }
  const away = [now - 5 * HOUR, now - 4.5 * HOUR] as const
  for (const [number, name] of ['a', 'b'].entries())
    await backfill(
      join(folder, name),
      Array.from({ length: 200 }, (_, target) => ({
        name: `up{job="node",instance="node-${target}:9100"}`,
        offsetMs: (target * 251 + number * 23_000) % MINUTE,
        away: number === 1 ? [away] : [],
      })),
      window,
      { program: program! },
    )
  const stack = await startStack(
    t,
    ['a', 'b'].map((replica) => ({ externalLabels: { replica }, series: [], blocks: join(folder, replica) })),
  )
  const url = await stack.query('--query.replica-label=replica')
  const said = await thanosLab(['audit', '--query-url', url, '--since', '24h', '--json', '--quiet'], { NODE_OPTIONS: '' })
  const { gaps, targets, limits } = auditSchema.parse(JSON.parse(said.stdout))
  t.equal(targets, 200)
  const found = gaps.filter(({ lacking }) => lacking.length > 0)
  t.match(found, [{ targets: 200, lacking: [{ replica: 'b', why: ['away'], missed: 30 }], having: ['a'] }])
  t.equal(found.length, 1)
  t.ok(limits.requests <= 60, `${limits.requests} requests`)
  t.ok(limits.samples <= 200_000, `${limits.samples} samples`)
  t.ok(limits.elapsedMs <= limits.timeoutMs, `${limits.elapsedMs} ms`)

  await t.test('too many for the samples: a part is counted, and it is said', async (t) => {
    const part = await thanosLab(['audit', '--query-url', url, '--since', '24h', '--max-samples', '4k', '--json', '--quiet'], {
      NODE_OPTIONS: '',
    })
    const answer = auditSchema.parse(JSON.parse(part.stdout))
    t.match(answer, {
      verdict: 'inconclusive',
      reasons: [/^Only \d+ of 400 series were counted, those of \d+ of 200 values of the label instance/],
    })
    t.equal(part.code, 4)
    t.ok(answer.limits.samples <= 4000, `${answer.limits.samples} samples`)
    t.ok(answer.targets > 10, `${answer.targets} targets`)
    t.match(answer.gaps, [{ lacking: [{ replica: 'b', why: ['away'] }] }], 'a replica that was away shows in the part, too')
  })
})
