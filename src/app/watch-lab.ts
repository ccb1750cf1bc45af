import { setTimeout as sleep } from 'node:timers/promises'
import { Latest } from '../lib/latest.ts'
import { DEFAULT_SETTINGS } from '../model/lab-defaults.ts'
import type { LabStatus } from '../model/answers.ts'
import type { LiveRun, LiveState, RunSoFar } from '../model/live.ts'
import { isSeriesSpec } from '../model/reading.ts'
import type { Scenario } from '../model/scenario.ts'
import { type LiveReader, startLiveReader } from '../observe/live.ts'
import type { Lab } from '../runtime/runtime.ts'
import { type LabRecord, readLab } from '../storage/labs.ts'
import { openFaults } from '../storage/ledger.ts'
import { readRunSoFar } from '../storage/run-so-far.ts'
import { runFile, runIds } from '../storage/run-ids.ts'
import { loadRun } from '../storage/runs.ts'
import { loadRuntime } from './labs.ts'
import { openFaultOf, statusOf, statusWithoutLab } from './status.ts'

/** From one look to the next, ms. */
const EVERY_MS = 1000
/** An answer takes a fifth of the time at most: a lab on a busy machine is asked less often. */
const SHARE = 5
/** A look waits so long for the status, which takes seconds where Query does not answer. The first one waits for all of it. */
const STATUS_MS = 700
/** Without a run, the series reach back so far, and at most so far. */
const IDLE_MS = { back: 300_000, most: 900_000 }
/** What is read where no scenario says it. */
const IDLE_SELECTOR = 'up{job="thanos-query"}'

export interface LabWatchOptions {
  /** Called with every look; what it throws ends the watch. The work is the caller's: it is null here. */
  onState(state: LiveState): void
  signal: AbortSignal
}

/**
 * Looks at a lab again and again, until the signal aborts: its status, the run that goes on, the newest saved one, and its series. Reads only.
 * A lab that is not there, or does not answer, is a state, and no error.
 */
export async function watchLab({ name }: { name: string }, { onState, signal }: LabWatchOptions): Promise<void> {
  const watch = new LabWatch(name, signal)
  while (!signal.aborted) {
    const begun = performance.now()
    const { state, quickestMs } = await watch.look()
    if (signal.aborted) return
    onState(state)
    const pauseMs = Math.max(EVERY_MS, SHARE * quickestMs) - (performance.now() - begun)
    await sleep(Math.max(0, pauseMs), undefined, { signal }).catch(() => {})
  }
}

/** What is read of a scenario's series, the first one that is read through Query at first; of none where it has no series. */
export function selectorsOf({ observe }: Scenario): string[] {
  const series = Object.values(observe).filter(isSeriesSpec)
  const merged = series.filter(({ via, replica }) => via === undefined && replica === undefined)
  const selectors = [...new Set([...merged, ...series].map(({ samples }) => samples))]
  return selectors.length === 0 ? [IDLE_SELECTOR] : selectors
}

interface Opened {
  /** The lab's record: one that was made again, or finished, is opened again. */
  record: string
  lab: Lab
  status: Latest<LabStatus>
  reader?: LiveReader
}

class LabWatch {
  readonly #name: string
  readonly #signal: AbortSignal
  readonly #last: LastRun
  #opened: Opened | undefined
  #before: LiveState | undefined

  constructor(name: string, signal: AbortSignal) {
    this.#name = name
    this.#signal = signal
    this.#last = new LastRun(name)
  }

  async look(): Promise<{ state: LiveState; quickestMs: number }> {
    const [opened, run, last] = await Promise.all([this.#open(), readRunSoFar(this.#name), this.#last.find()])
    if (opened === undefined) {
      this.#before = undefined
      const { lab } = statusWithoutLab(this.#name, 0)
      const now = Date.now()
      const nothing = { settings: DEFAULT_SETTINGS, from: now - IDLE_MS.back, run: null, work: null, series: [], probes: {} }
      return { state: { at: now, lab, last, ...nothing }, quickestMs: 0 }
    }
    const reader = this.#aim(opened, run)
    const isFirst = opened.status.value === undefined
    const [status, faults, { at, series, probes, quickestMs }] = await Promise.all([
      opened.status.next(() => statusOf(opened.lab, Date.now()), isFirst ? 10 * STATUS_MS : STATUS_MS),
      // A fault may be over before a status that waits for Query is there.
      openFaults(this.#name),
      reader.look(),
    ])
    const lab = { ...(status ?? statusWithoutLab(this.#name, 0)).lab, faults: faults.map(openFaultOf) }
    this.#before = { at, lab, settings: opened.lab.settings, from: reader.from, run, work: null, last, series, probes }
    return { state: this.#before, quickestMs }
  }

  /** The lab as it is now; undefined where there is none, or it cannot be opened. */
  async #open(): Promise<Opened | undefined> {
    try {
      const record = await readLab(this.#name)
      const text = JSON.stringify(record)
      if (record === undefined) this.#opened = undefined
      else if (this.#opened?.record !== text) this.#opened = await openAgain(record, text, this.#opened)
    } catch {
      // Half written, or a runtime that does not answer now: the next look tells.
    }
    return this.#opened
  }

  /** The reader for the run that goes on; after it, and without one, the same until it would read too much. */
  #aim(opened: Opened, run: RunSoFar | null): LiveReader {
    const { reader } = opened
    if (run !== null) {
      const selectors = selectorsOf(run.scenario)
      const isSame = reader?.from === run.from && String(reader.selectors) === String(selectors)
      return isSame ? reader : this.#read(opened, run.from, selectors)
    }
    const isRecent = reader !== undefined && Date.now() - reader.from <= IDLE_MS.most
    return isRecent ? reader : this.#read(opened, Date.now() - IDLE_MS.back, [IDLE_SELECTOR])
  }

  #read(opened: Opened, from: number, selectors: string[]): LiveReader {
    const { series, probes } = this.#before ?? {}
    const known = { ...(series === undefined ? {} : { series }), ...(probes === undefined ? {} : { probes }) }
    opened.reader = startLiveReader(opened.lab, { from, selectors, ...known }, this.#signal)
    return opened.reader
  }
}

async function openAgain(record: LabRecord, text: string, before: Opened | undefined): Promise<Opened | undefined> {
  const lab = await (await loadRuntime(record.runtime)).open(record.name)
  if (lab === undefined) return undefined
  const isSame = before !== undefined && (JSON.parse(before.record) as LabRecord).createdAt === record.createdAt
  return { record: text, lab, status: isSame ? before.status : new Latest() }
}

/** The newest saved run of a lab, among so many of all labs. A run is read once. */
const RUNS = 30

class LastRun {
  readonly #lab: string
  readonly #seen = new Set<string>()
  #found: LiveRun | null = null

  constructor(lab: string) {
    this.#lab = lab
  }

  async find(): Promise<LiveRun | null> {
    const ids = await runIds()
    for (const id of ids.slice(0, RUNS)) {
      if (this.#seen.has(id)) break
      const run = await loadRun(runFile(id)).catch(() => undefined)
      // The newest may not be whole yet.
      if (run !== undefined || id !== ids[0]) this.#seen.add(id)
      if (run?.lab !== this.#lab) continue
      this.#found = { id, scenario: run.scenario.name, verdict: run.verdict, endedAt: run.endedAt }
      break
    }
    return this.#found
  }
}
