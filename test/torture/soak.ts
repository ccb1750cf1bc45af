import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { alwaysWrong, ending, lastWords } from './commands.ts'
import { cpuSeconds, type Footprint, footprint, supervisorOf } from './footprint.ts'
import { differences, growth, summary } from './growth.ts'
import { longScenarios, shortScenarios } from './soak-scenarios.ts'
import { newFolder } from './state-home.ts'
import type { OpenSuite, Suite } from './suite.ts'

/** Of so many scenarios one is of the package's own. */
const LONG_EVERY = 40
/** A busy machine may refuse a first one. */
const WARM_TRIES = 3
/** As long as connections of a scenario may take to close, ms. */
const SETTLE_MS = 20_000
/** For so long nothing is done to the labs, to see what they take at rest. Seconds. */
const REST_S = 15
/** A scenario of the package's takes up to two minutes; on a busy machine, more. */
const MOST_MS = 600_000

export const soak: Suite = {
  name: 'soak',
  about: 'scenario after scenario on a native lab: processes, ports, folders, files, file handles and memory do not grow',
  open: async () => new Soak(`soak-${process.pid}-${(opened += 1)}`).open(),
}

let opened = 0

/** One lab, and what was seen of it after each scenario. */
class Soak {
  readonly #name: string
  readonly #home = newFolder()
  readonly #folder: string
  readonly #temporary = join(this.#home, 'tmp')
  readonly #after: Footprint[] = []
  readonly #exits = new Map<number, number>()

  constructor(name: string) {
    this.#name = name
    this.#folder = join(this.#home, 'labs', name)
  }

  async open(): Promise<OpenSuite> {
    mkdirSync(this.#temporary)
    for (const [file, text] of Object.entries(shortScenarios)) writeFileSync(join(this.#home, file), text)
    const { code, stderr } = await this.#command('up', '--runtime', 'native')
    if (code !== 0) {
      await this.#close()
      throw new Error(stderr)
    }
    // A first scenario makes what only it needs, as a log of a second Query.
    for (const first of ['scale-query.yaml', 'scale-prometheus.yaml']) await this.#warm(first)
    const before = await this.#now()
    return { round: (seed) => this.#round(seed, before), finish: () => this.#finish(before), close: () => this.#close() }
  }

  /** Run until it was run: without its folders and files the first footprint would be too small. */
  async #warm(scenario: string): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const ended = await this.#command('chaos', join(this.#home, scenario))
      if (ended.code === 0 || ended.code === 4) return
      if (tries === WARM_TRIES) throw new Error(`${scenario} cannot be run: ${lastWords(ended)}`)
    }
  }

  #command(...words: string[]) {
    return ending([...words, '--name', this.#name], { THANOS_LAB_HOME: this.#home, TMPDIR: this.#temporary }, MOST_MS)
  }

  #now(): Promise<Footprint> {
    return footprint(this.#folder, this.#temporary)
  }

  async #round(seed: number, before: Footprint): Promise<string[]> {
    const scenario = scenarioOf(seed)
    const ended = await this.#command('chaos', scenario.endsWith('.yaml') ? join(this.#home, scenario) : scenario, '--quiet')
    const { code } = ended
    if (code !== null) this.#exits.set(code, (this.#exits.get(code) ?? 0) + 1)
    const { now, wrong } = await this.#settled(before)
    this.#after.push(now)
    const problems = [
      ...alwaysWrong(ended),
      // Inconclusive is what a busy machine may give, and is counted.
      ...(code === 0 || code === 4 ? [] : [`exit ${code}: ${`${ended.stdout}${ended.stderr}`.slice(0, 1500)}`]),
      ...wrong,
    ]
    return problems.length === 0 ? [] : [`${scenario} on ${this.#name}`, ...problems]
  }

  /** Once it is as it was, or the time is over. */
  async #settled(before: Footprint): Promise<{ now: Footprint; wrong: string[] }> {
    const until = Date.now() + SETTLE_MS
    for (;;) {
      const now = await this.#now()
      const wrong = differences(before, now)
      if (wrong.length === 0 || Date.now() > until) return { now, wrong }
      await sleep(250)
    }
  }

  async #finish(before: Footprint): Promise<{ figures: string[]; problems: string[] }> {
    const share = await atRest(supervisorOf(this.#folder))
    const exits = [...this.#exits].map(([code, count]) => `${count} with exit ${code}`).join(', ')
    return {
      figures: [`${this.#name}: ${summary(this.#after)}; ${exits}; at rest ${(100 * share).toFixed(2)} % of a core`],
      problems: [
        ...growth(this.#after).map((problem) => `${this.#name}: ${problem}`),
        ...differences(before, await this.#now()).map((problem) => `${this.#name}, at the end: ${problem}`),
      ],
    }
  }

  async #close(): Promise<void> {
    await this.#command('down', '--quiet')
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** The same for the same seed. Neighbouring seeds are far from each other. */
function scenarioOf(seed: number): string {
  const shorts = Object.keys(shortScenarios)
  const chance = Math.imul(seed + 1, 0x9e3779b1) >>> 8
  const from = seed % LONG_EVERY === LONG_EVERY - 1 ? longScenarios : shorts
  return from[chance % from.length]!
}

/** The share of a processor that a process takes. */
async function atRest(pid: number): Promise<number> {
  const [cpu, begun] = [cpuSeconds(pid), performance.now()]
  await sleep(REST_S * 1000)
  return (cpuSeconds(pid) - cpu) / ((performance.now() - begun) / 1000)
}
