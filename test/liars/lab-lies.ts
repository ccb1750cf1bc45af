import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { Run } from '../../src/model/run.ts'
import { openFaults } from '../../src/storage/ledger.ts'
import { bin, type Said, thanosLab } from '../cli/command-line.ts'
import { object } from '../cli/line.ts'
import { child } from '../helpers/child.ts'
import { until } from '../helpers/until.ts'

/* Lies that are told to a real lab, of any runtime: none of these runs passes. Those that a recorded run can tell are in lies.ts. */

export interface LiedTo {
  name: string
  home: string
  /** Everything of the lab stands still for so long, ms. */
  standStill(ms: number): Promise<void>
}

const STEPS = {
  kill: 'kill: { replica: preferred, for: 8 scrapes }',
  nothing: 'change-flag: { part: thanos-query, container: thanos-query, flag: --query.replica-label, value: replica, for: 6s }',
  undone: 'change-flag: { part: thanos-query, container: thanos-query, flag: --query.replica-label, value: prometheus_replica }',
}

const BACK = 'until: { replica: victim, is: back, within: 3m }'
const CONTROLLED = [
  'merged: { longest-gap: { at-most: 3 scrapes } }',
  'victim: { longest-gap: { at-least: 5 scrapes } }',
  'merged: { matches-model: penalty }',
]

const flag = (text: string) => `change-flag: { part: thanos-query, container: thanos-query, ${text} }`
const list = (lines: string[]) => lines.map((line) => `  - ${line}\n`).join('')

/** Brings up no lab and removes none. */
export function labLies({ name, home, standStill }: LiedTo): void {
  const env = { THANOS_LAB_HOME: home }
  const lab = (...words: string[]): Promise<Said> => thanosLab([...words, '--name', name], env)

  const scenario = (title: string, steps: string[], expect: string[]): string => {
    const file = join(home, `${title}.yaml`)
    const up = `'up{job="thanos-query"}'`
    const observe = `observe:\n  merged: { samples: ${up} }\n  doubled: { query: ${up} }\n  victim: { samples: ${up}, replica: victim }`
    const observed = steps.some((step) => step.startsWith('kill')) ? observe : observe.replace(/\n {2}victim.*/, '')
    writeFileSync(file, `title: t\nteaches: t\n${observed}\nsteps:\n${list(steps)}expect:\n${list(expect)}`)
    return file
  }

  /** `chaos` in a process of its own; `meanwhile` gets what it has said so far. */
  const liedTo = async (t: Test, file: string, meanwhile: (said: () => string) => Promise<unknown>): Promise<Run> => {
    const argv = ['chaos', file, '--name', name, '--json'].map((word) => JSON.stringify(word)).join(', ')
    const chaos = child(t, `process.argv = [process.argv[0], 'thanos-lab', ${argv}]\nawait import('file://${bin}')`, env)
    const said = () => readFileSync(chaos.log, 'utf8')
    await meanwhile(said)
    t.match(await chaos.ended, { code: 4 }, said())
    return JSON.parse(/^\{$.*^\}$/ms.exec(said())?.[0] ?? '') as Run
  }
  const active = () => until('a fault is active', async () => (await openFaults(name)).length > 0, 120_000)

  t.test('a fault that does nothing is refused', async (t) => {
    const said = await lab(
      'chaos',
      scenario('nothing', ['wait: 1s', STEPS.nothing], ['doubled: { series-count: { at-most: 1 } }']),
      '--json',
    )
    t.match(said, { code: 2 }, said.stderr)
    t.match(object(said), { error: { message: /nothing\.yaml:\d+:\d+: change-flag would change nothing: .* is so already/ } })
  })

  t.test('a fault that another `heal` ends early: a kill, and a change that lasts until it is healed', async (t) => {
    for (const [title, steps, expect] of [
      ['healed-kill', ['wait: 5 scrapes', STEPS.kill, BACK, 'wait: 8 scrapes'], CONTROLLED],
      ['healed-change', ['wait: 2s', STEPS.undone, 'wait: 15s'], ['doubled: { series-count: { at-least: 2 } }']],
    ] as const) {
      const run = await liedTo(t, scenario(title, [...steps], [...expect]), async (said) => {
        await active()
        await until('it is verified', () => /✔ (?:kill|change-flag)/.test(said()), 120_000)
        t.match(await lab('heal'), { code: 0, stdout: /^Healed: / })
      })
      t.match(run, { verdict: 'inconclusive', faults: [{ lasted: { verified: false } }] })
      t.match(run.inconclusiveReasons.join(' '), /It was not seen that the \S+ of .* lasted to its end: another command has healed it\./)
    }
  })

  t.test('a lab that stands still after recovery', async (t) => {
    const steps = ['wait: 5 scrapes', STEPS.kill, BACK, 'wait: 15 scrapes']
    const run = await liedTo(t, scenario('still', steps, CONTROLLED), async (said) => {
      await until('the victim is back', () => /✔ waiting until prometheus-\d is back/.test(said()), 240_000)
      await sleep(3000)
      await standStill(5000)
    })
    t.equal(run.verdict, 'inconclusive')
    t.match(
      run.inconclusiveReasons.join(' '),
      /All replicas have a gap at once, of \d.*: the lab or the machine stood still\.|has a gap of its own of/,
    )
  })

  t.test('deduplication is off, both replicas are dead, and Query merges by chain', async (t) => {
    for (const [title, first] of [
      ['off', flag('flag: --query.replica-label, remove: true')],
      ['dead', 'kill: { replica: other, for: 8 scrapes }'],
      ['chain', flag('flag: --deduplication.func, value: chain')],
    ] as const) {
      const kill = title === 'dead' ? 'kill: { replica: survivor, for: 8 scrapes }' : STEPS.kill
      const steps = [
        'wait: 3 scrapes',
        first,
        ...(title === 'dead' ? [] : ['until: { is: steady, within: 2m }']),
        'wait: 2 scrapes',
        kill,
        BACK,
        'wait: 8 scrapes',
      ]
      const said = await lab('chaos', scenario(title, steps, CONTROLLED), '--json')
      t.ok([1, 4].includes(said.code ?? 0), `${title}: exit ${said.code}`, { stderr: said.stderr })
      t.not(object<Run>(said).verdict, 'pass', title)
    }
  })
}
