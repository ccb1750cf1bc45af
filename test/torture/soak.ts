import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { alwaysWrong, ending } from './commands.ts'
import { cpuSeconds, type Footprint, footprint, supervisorOf } from './footprint.ts'
import { differences, growth, summary } from './growth.ts'
import { longScenarios, shortScenarios } from './soak-scenarios.ts'
import { newFolder } from './state-home.ts'
import type { OpenSuite, Suite } from './suite.ts'

/** Of so many scenarios one is of the package's own. */
const LONG_EVERY = 40
/** As long as connections of a scenario may take to close, ms. */
const SETTLE_MS = 20_000
/** For so long nothing is done to the labs, to see what they take at rest. Seconds. */
const REST_S = 15
/** A scenario of the package's takes up to two minutes; on a busy machine, more. */
const MOST_MS = 600_000

export const soak: Suite = {
  name: 'soak',
  about: 'scenario after scenario on native labs: processes, ports, folders, files, file handles and memory do not grow',
  open: async (labs) => new Soak(labs).open(),
}

interface SoakedLab {
  name: string
  folder: string
  before: Footprint
  after: Footprint[]
  verdicts: Map<number, number>
}

class Soak {
  readonly #home = newFolder()
  readonly #temporary = join(this.#home, 'tmp')
  readonly #names: string[]
  #labs: SoakedLab[] = []

  constructor(labs: number) {
    this.#names = Array.from({ length: labs }, (_, index) => `soak-${index}`)
  }

  async open(): Promise<OpenSuite> {
    mkdirSync(this.#temporary)
    for (const [file, text] of Object.entries(shortScenarios)) writeFileSync(join(this.#home, file), text)
    try {
      for (const name of this.#names) this.#labs.push(await this.#up(name))
    } catch (error) {
      await this.#close()
      throw error
    }
    return {
      labs: this.#labs.length,
      round: (seed, lab) => this.#round(seed, this.#labs[lab]!),
      finish: () => this.#finish(),
      close: () => this.#close(),
    }
  }

  async #up(name: string): Promise<SoakedLab> {
    const { code, stderr } = await this.#command('up', '--runtime', 'native', '--name', name)
    if (code !== 0) throw new Error(stderr)
    // A first scenario makes what only it needs, as a log of a second Query.
    for (const first of ['scale-query.yaml', 'scale-prometheus.yaml']) await this.#command('chaos', join(this.#home, first), '--name', name)
    const folder = join(this.#home, 'labs', name)
    return { name, folder, before: await footprint(folder, this.#temporary), after: [], verdicts: new Map() }
  }

  #command(...words: string[]) {
    return ending(words, { THANOS_LAB_HOME: this.#home, TMPDIR: this.#temporary }, MOST_MS)
  }

  async #round(seed: number, lab: SoakedLab): Promise<string[]> {
    const scenario = scenarioOf(seed)
    const ended = await this.#command(
      'chaos',
      scenario.endsWith('.yaml') ? join(this.#home, scenario) : scenario,
      '--quiet',
      '--name',
      lab.name,
    )
    const { code } = ended
    if (code !== null) lab.verdicts.set(code, (lab.verdicts.get(code) ?? 0) + 1)
    const { now, wrong } = await this.#settled(lab)
    lab.after.push(now)
    const problems = [
      ...alwaysWrong(ended),
      // Inconclusive is what a busy machine may give, and is counted.
      ...(code === 0 || code === 4 ? [] : [`exit ${code}: ${`${ended.stdout}${ended.stderr}`.slice(0, 1500)}`]),
      ...wrong,
    ]
    return problems.length === 0 ? [] : [`${scenario} on ${lab.name}`, ...problems]
  }

  /** Once it is as it was, or the time is over. */
  async #settled({ folder, before }: SoakedLab): Promise<{ now: Footprint; wrong: string[] }> {
    const until = Date.now() + SETTLE_MS
    for (;;) {
      // Temporary files of the commands on the other labs are theirs.
      const now = { ...(await footprint(folder, this.#temporary)), ...(this.#labs.length > 1 ? { temporary: before.temporary } : {}) }
      const wrong = differences(before, now)
      if (wrong.length === 0 || Date.now() > until) return { now, wrong }
      await sleep(250)
    }
  }

  async #finish(): Promise<{ figures: string[]; problems: string[] }> {
    const rest = await Promise.all(this.#labs.map(({ folder }) => atRest(supervisorOf(folder))))
    const last = await Promise.all(this.#labs.map((lab) => footprint(lab.folder, this.#temporary)))
    return {
      figures: this.#labs.map(({ name, after, verdicts }, index) => {
        const exits = [...verdicts].map(([code, count]) => `${count} with exit ${code}`).join(', ')
        return `${name}: ${summary(after)}; ${exits}; at rest ${(100 * (rest[index] ?? Number.NaN)).toFixed(2)} % of a core`
      }),
      problems: this.#labs.flatMap(({ name, before, after }, index) => [
        ...growth(after).map((problem) => `${name}: ${problem}`),
        ...differences(before, last[index]!).map((problem) => `${name}, at the end: ${problem}`),
      ]),
    }
  }

  async #close(): Promise<void> {
    for (const name of this.#names) await this.#command('down', '--quiet', '--name', name)
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
