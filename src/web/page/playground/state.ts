import { batch, computed, effect, signal } from '@preact/signals'
import type { How } from '../../../dedup/recorder.ts'
import type { Replica } from '../../../dedup/samples.ts'
import { explain, type Explanation } from '../../../explain/explanation.ts'
import { type PlacedOutage, simulatedCase } from '../../../explain/inputs/simulated.ts'
import {
  DEFAULT_SETTING,
  howsOf,
  isSettingLink,
  settingLink,
  MOST_REPLICAS,
  readLink,
  reasonAgainst,
  type Setting,
} from '../../../explain/inputs/simulation-link.ts'
import type { Case } from '../../../explain/inputs/snapshot.ts'
import { reason } from '../../../lib/errors.ts'

/** A merge, and the way it was made. */
export interface MergeResult {
  how: How
  explanation: Explanation
}

export interface MergeAnswer {
  results: MergeResult[]
  /** Why there is none. */
  error?: string
}

/** After so long without a change what is read, not looked at, follows: the address, the table, what a screen reader says. Milliseconds. */
const STABLE_MS = 200

export type PlaygroundState = ReturnType<typeof makeState>

/** The setting and what follows from it. `keepLink`: told the link once a setting stays. */
export function makeState(link: string, samples: Case | undefined, keepLink: (link: string) => void) {
  const begin = isSettingLink(link) ? link : settingLink(DEFAULT_SETTING)
  const begun = readLink(begin)
  const setting = signal(begun.setting)
  /** What was not understood, or is refused. */
  const notes = signal(begun.notes)
  const isOfRun = signal(false)
  /** Numbers of the run's replicas that are left out. */
  const without = signal<ReadonlySet<number>>(new Set())
  const answer = computed(() => answerOf(setting.value, isOfRun.value ? samples : undefined, without.value))
  const stable = signal(answer.peek())
  let timer: ReturnType<typeof setTimeout> | undefined
  const keep = () => {
    clearTimeout(timer)
    stable.value = answer.peek()
    if (!isOfRun.peek()) keepLink(settingLink(setting.peek()))
  }
  const stop = effect(() => {
    if (answer.value !== stable.peek()) timer = setTimeout(keep, STABLE_MS)
    return () => clearTimeout(timer)
  })
  /** Whether the change fits; else a note says why not. */
  const edit = (change: Partial<Setting>): boolean => {
    const next = fitted({ ...setting.peek(), ...change })
    const why = reasonAgainst(next)
    batch(() => {
      notes.value = why === undefined ? [] : [`${why}.`]
      if (why === undefined) setting.value = next
    })
    return why === undefined
  }
  const load = (text: string) => {
    const read = readLink(text)
    batch(() => {
      isOfRun.value = false
      setting.value = read.setting
      notes.value = read.notes
    })
    keep()
  }
  return {
    setting,
    notes,
    isOfRun,
    without,
    answer,
    stable,
    samples,
    edit,
    load,
    stop,
    reset: () => load(begin),
    ...editors(() => setting.peek(), edit),
  }
}

/** What changes one part of a setting. */
function editors(now: () => Setting, edit: (change: Partial<Setting>) => boolean) {
  return {
    setInterval: (replica: number, ms: number) => edit({ intervalsMs: setAt(now().intervalsMs, replica, ms) }),
    setOffset: (replica: number, ms: number) => edit({ offsetsMs: setAt(now().offsetsMs, replica, ms) }),
    setOutage: (place: number, change: Partial<PlacedOutage>) =>
      edit({ outages: setAt(now().outages, place, { ...now().outages[place]!, ...change }) }),
    addOutage: (outage: PlacedOutage) => edit({ outages: [...now().outages, outage] }),
    removeOutage: (place: number) => edit({ outages: now().outages.filter((_, index) => index !== place) }),
    addReplica() {
      const { intervalsMs, offsetsMs } = now()
      if (intervalsMs.length >= MOST_REPLICAS) return false
      const intervalMs = intervalsMs.at(-1)!
      const offsetMs = Math.round(offsetsMs.at(-1)! + intervalMs * 0.3) % intervalMs
      return edit({ intervalsMs: [...intervalsMs, intervalMs], offsetsMs: [...offsetsMs, offsetMs] })
    },
    removeReplica(replica: number) {
      const { intervalsMs, offsetsMs, outages } = now()
      const others = <T>(all: readonly T[]) => all.filter((_, index) => index !== replica)
      return edit({
        intervalsMs: others(intervalsMs),
        offsetsMs: others(offsetsMs),
        outages: outages
          .filter((one) => one.replica !== replica)
          .map((one) => (one.replica > replica ? { ...one, replica: one.replica - 1 } : one)),
      })
    },
  }
}

function setAt<T>(all: readonly T[], place: number, value: T): T[] {
  return all.map((one, index) => (index === place ? value : one))
}

/** An offset is less than the interval, and an outage is over by the end. */
function fitted(setting: Setting): Setting {
  const { intervalsMs, offsetsMs, outages, lengthMs } = setting
  return {
    ...setting,
    offsetsMs: offsetsMs.map((ms, replica) => Math.min(ms, intervalsMs[replica]! - 1)),
    outages: outages.filter(({ from }) => from < lengthMs).map((one) => (one.to > lengthMs ? { ...one, to: lengthMs } : one)),
  }
}

function answerOf(setting: Setting, samples: Case | undefined, without: ReadonlySet<number>): MergeAnswer {
  try {
    const results = howsOf(setting).map((how) => ({
      how,
      explanation: explain(samples === undefined ? simulatedCase(setting, how) : caseWithout(samples, without, how)),
    }))
    return { results }
  } catch (error) {
    return { results: [], error: reason(error) }
  }
}

/** A run's own samples. A replica that is left out has none, and keeps its number. */
function caseWithout(given: Case, without: ReadonlySet<number>, how: How): Case {
  const { algorithm = 'penalty', mode = 'plain' } = given.how
  if (without.size === 0 && how.algorithm === algorithm && how.mode === mode) return { ...given, how }
  // What Query answered is of the merge that it made.
  const { returned: _returned, outage: _outage, ...rest } = given
  const replaced = <T>(all: readonly T[], other: (one: T) => T) => all.map((one, number) => (without.has(number) ? other(one) : one))
  return {
    ...rest,
    how,
    replicas: replaced<Replica>(given.replicas, ({ name }) => ({ name, t: new Float64Array(), v: new Float64Array(), stale: new Set() })),
    scrapes: replaced<Case['scrapes'][number]>(given.scrapes, () => undefined),
    predictions: [],
  }
}
