import t from 'tap'
import type { Run } from '../../src/model/run.ts'
import { FORMAT, upgraded } from '../../src/storage/runs.ts'
import { judge } from '../../src/verdict/judge.ts'
import { iso, journal } from '../helpers/run.ts'
import { checks } from '../helpers/spoil.ts'

const run = (more: Partial<Run> = {}): Run => ({ ...journal(), ...judge(journal(), checks), ...more })

t.test('a run of the first format: its warnings are told in details', async (t) => {
  const beats = [
    { at: iso(1), ok: true, ms: 1, detail: 'warning: keepalive ping failed' },
    { at: iso(2), ok: false, ms: 1, detail: 'stalled' },
    { at: iso(3), ok: true, ms: 1 },
  ]
  const now = upgraded(run({ probes: { query: beats } }), 'run.json')
  t.same(now.probes['query'], [{ ...beats[0], warnings: ['keepalive ping failed'] }, ...beats.slice(1)])
  t.equal(now.format, FORMAT)
})

t.test('a run of today stays as it is', async (t) => {
  const written = run({
    format: FORMAT,
    probes: { query: [{ at: iso(1), ok: true, ms: 1, detail: 'warning: w1', warnings: ['w1', 'w2'] }] },
  })
  t.same(upgraded(written, 'run.json'), written)
})

t.test('one that this version cannot read is refused, with what to do', async (t) => {
  for (const format of [FORMAT + 1, 0, 1.5, '2' as never])
    t.throws(() => upgraded(run({ format }), 'mine.json'), {
      code: 'no-run',
      message: `mine.json has the format ${format}, and this thanos-lab reads 1 to ${FORMAT}`,
    })
})
