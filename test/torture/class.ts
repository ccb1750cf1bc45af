import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { runningProcesses, variableOf } from '../../src/lib/processes.ts'
import { bin } from '../cli/command-line.ts'
import { until } from '../helpers/until.ts'
import { complaintsOf, needsBrowser, openBrowser, seriousFindings } from '../web/browser.ts'
import { type Probe, joinedProbe, watchProbe } from './class-probe.ts'
import { newFolder } from './state-home.ts'
import type { OpenSuite, Suite } from './suite.ts'

/** What a learner may call itself; the others have a plain name. */
export const HOSTILE_NAMES = [
  '</script><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '\u202eadA',
  '\u001b[31mred\u0007',
  'Z\u0300\u0301\u0302\u0303\u0304\u0305algo',
  'Ada',
  'ada',
  'x'.repeat(400),
  '学员一号',
  "'; rm -rf / #",
]

export interface RoomSize {
  learners: number
  /** From one event of a learner to the next, on average, ms. */
  pauseMs: number
  /** Of a round, ms. */
  roundMs: number
  /** A change that the page shows too late is a failure; not where other tests keep the machine busy. */
  isTimed: boolean
}

/** Thirty learners; with `--minutes 10`, for ten minutes. */
export const classSuite: Suite = {
  name: 'class',
  about: 'a room of 30 learners that tell and are killed, with a server that is killed: no event is lost, and the page shows it',
  open: async () => new Room({ learners: 30, pauseMs: 6000, roundMs: 15_000, isTimed: true }).open(),
}

interface ReceivedLine {
  type: string
  learner: string
  event?: { id: string }
}

const ATTACKS = ['nothing', 'server killed', 'learners killed', 'server away', 'wrong tokens'] as const
/** An event is with the room so soon after the attack is over, ms: a sender tries again every 2 s, and is started with the next event. */
const ARRIVES_MS = 60_000
/** On a busy machine a server takes so long to start, ms. */
const STARTS_MS = 60_000

/** A page tries again a second after its connection was lost (src/web/server/events.ts), and a browser may take a little longer. */
const CONNECTS_MS = 2000

const learnerScript = fileURLToPath(new URL('./class-learner.ts', import.meta.url))
const loader = new URL('../loader.js', import.meta.url).href

/** The room, its learners, and the teacher's page in a browser. */
export class Room {
  readonly #size: RoomSize
  readonly #home = newFolder()
  readonly #learners: (ChildProcess | undefined)[] = []
  #server: ChildProcess | undefined
  #link = ''
  #teacher = ''
  #port: number | undefined
  /** When a server was there again, in Unix ms. */
  readonly #openedAt: number[] = []
  #page: Page | undefined
  #probe: Probe | undefined
  #complaints: string[] = []
  readonly #teardowns: (() => unknown)[] = []
  readonly #counts = new Map<string, number>()

  constructor(size: RoomSize) {
    this.#size = size
  }

  async open(): Promise<OpenSuite> {
    await this.#serve()
    for (let number = 0; number < this.#size.learners; number += 1) this.#startLearner(number)
    await until('all have joined', () => this.#received().filter(({ type }) => type === 'joined').length >= this.#size.learners, 120_000)
    if (!('skip' in needsBrowser)) {
      const browser = await openBrowser({ teardown: (work: () => unknown) => this.#teardowns.push(work) } as never)
      this.#page = await browser.newPage({ viewport: { width: 1400, height: 1000 } })
      this.#complaints = complaintsOf(this.#page)
      await this.#page.goto(this.#teacher)
      this.#probe = await joinedProbe(this.#link)
      await watchProbe(this.#page)
    }
    return { round: (seed) => this.#round(seed), finish: () => this.#finish(), close: () => this.close() }
  }

  /** The teacher's page, for pictures. */
  get page(): Page {
    return this.#page!
  }

  async #serve(): Promise<void> {
    const args = ['class', 'serve', '--json', ...(this.#port === undefined ? [] : ['--port', String(this.#port)])]
    const env = { ...process.env, THANOS_LAB_HOME: this.#home, NODE_OPTIONS: '' }
    const server = spawn(process.execPath, [bin, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#server = server
    let [said, errors] = ['', '']
    server.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
    server.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
    await until(
      'the room is open',
      () => {
        if (server.exitCode !== null) throw new Error(errors)
        return said.trimEnd().endsWith('}')
      },
      STARTS_MS,
    )
    const { join: link, teacher } = JSON.parse(said) as { join: string; teacher: string }
    if (this.#link !== '') this.#openedAt.push(Date.now())
    if (this.#link !== '' && link !== this.#link) throw new Error('another link after a restart')
    this.#link = link
    this.#teacher = teacher
    this.#port = Number(new URL(link).port)
  }

  async #killServer(): Promise<void> {
    const server = this.#server!
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGKILL')
    await ended
  }

  #startLearner(number: number): void {
    const name = HOSTILE_NAMES[number] ?? `Learner ${number}`
    const args = [`--import=${loader}`, learnerScript, this.#link, name, this.#log(number), String(number), String(this.#size.pauseMs)]
    const env = { ...process.env, THANOS_LAB_HOME: join(this.#home, `learner-${number}`), NODE_OPTIONS: '' }
    this.#learners[number] = spawn(process.execPath, args, { env, stdio: 'ignore' })
  }

  async #killLearner(number: number): Promise<void> {
    const learner = this.#learners[number]!
    if (learner.exitCode !== null || learner.signalCode !== null) return
    const ended = new Promise((resolve) => learner.once('exit', resolve))
    learner.kill('SIGKILL')
    await ended
  }

  readonly #log = (number: number) => join(this.#home, `told-${number}.log`)

  /** What the learners have put into their outboxes so far: ids, and how long each took. */
  #told(): { id: string; ms: number }[] {
    return Array.from({ length: this.#size.learners }, (_, number) => number).flatMap((number) =>
      (existsSync(this.#log(number)) ? readFileSync(this.#log(number), 'utf8') : '')
        .split('\n')
        .slice(0, -1)
        .map((line) => ({ id: line.split(' ')[0]!, ms: Number(line.split(' ')[1]) })),
    )
  }

  #received(): ReceivedLine[] {
    const file = join(this.#home, 'class', 'room', 'received.jsonl')
    const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
    return text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as ReceivedLine)
  }

  async #round(seed: number): Promise<string[]> {
    const attack = ATTACKS[seed % ATTACKS.length]!
    this.#counts.set(attack, (this.#counts.get(attack) ?? 0) + 1)
    const ends = Date.now() + this.#size.roundMs
    const problems = await this.#attack(attack, seed)
    while (Date.now() < ends) {
      await this.#probe?.tell()
      await sleep(250)
    }
    return [...problems, ...(await this.#lost())]
  }

  async #attack(attack: (typeof ATTACKS)[number], seed: number): Promise<string[]> {
    const { learners } = this.#size
    if (attack === 'server killed' || attack === 'server away') {
      await this.#killServer()
      if (attack === 'server away') await sleep(this.#size.roundMs / 3)
      await this.#serve()
    } else if (attack === 'learners killed') {
      const hit = [...new Set([seed, seed + 7, seed + 13].map((number) => number % learners))]
      await Promise.all(hit.map((number) => this.#killLearner(number)))
      for (const number of hit) this.#startLearner(number)
    } else if (attack === 'wrong tokens') return this.#wrongTokens()
    return []
  }

  async #wrongTokens(): Promise<string[]> {
    const server = new URL(this.#link).origin
    const wrong = ['x'.repeat(22), '0123456789abcdef.' + 'x'.repeat(43), new URL(this.#teacher).searchParams.get('token')!]
    const paths = ['/api/join', '/api/told']
    const asked = wrong.flatMap((token) =>
      paths.map(async (path) => (await fetch(server + path, { method: 'POST', headers: headersWith(token), body: '{}' })).status),
    )
    const link = this.#link.split('#')[1]!
    const seen = ['/', '/api/events', '/api/state'].map(async (path) => (await fetch(`${server}${path}?token=${link}`)).status)
    const statuses = await Promise.all([...asked, ...seen])
    return statuses.every((status) => status === 403) ? [] : [`a wrong token was answered ${statuses.join(', ')}`]
  }

  /** Events that were told by now, and that the room does not get. */
  async #lost(withinMs = ARRIVES_MS): Promise<string[]> {
    const told = this.#told()
    const missing = () => {
      const kept = new Set(this.#received().map(({ event }) => event?.id))
      return told.filter(({ id }) => !kept.has(id))
    }
    await until('all has arrived', () => missing().length === 0, withinMs).catch(() => {})
    const left = missing()
    return left.length === 0 ? [] : [`${left.length} of ${told.length} events have not arrived: ${left.slice(0, 3).map(({ id }) => id)}`]
  }

  async #finish(): Promise<{ figures: string[]; problems: string[] }> {
    // What is late is not lost.
    const lost = await this.#lost(4 * ARRIVES_MS)
    const received = this.#received()
    const joined = received.filter(({ type }) => type === 'joined')
    const people = new Set(joined.map(({ learner }) => learner)).size
    const expected = this.#size.learners + (this.#probe === undefined ? 0 : 1)
    const told = this.#told()
    const attacks = [...this.#counts].map(([name, count]) => `${count} × ${name}`).join(', ')
    const ids = received.flatMap(({ event, learner }) => (event === undefined ? [] : `${learner} ${event.id}`))
    const figures = [
      `${people} learners, ${told.length} events told, ${ids.length} received; ${attacks}`,
      `outbox, ms an event: ${spread(told.map(({ ms }) => ms))}`,
    ]
    const problems = [...lost]
    if (people !== expected) problems.push(`${people} learners instead of ${expected}: one came back as another`)
    if (this.#page !== undefined && this.#probe !== undefined) {
      const drawn = await this.#probe.drawn(this.#page)
      const late = drawn.filter(({ ms }) => ms >= 150)
      const apart = late.filter(({ at }) => this.#openedAt.some((opened) => at >= opened && at < opened + CONNECTS_MS)).length
      figures.push(
        `from a learner's request to what the page has drawn, ms: ${spread(drawn.map(({ ms }) => ms))}`,
        `${late.length} took 150 ms or more, ${apart} of them while the page found the server again, which had been away`,
      )
      if (this.#size.isTimed && late.length > drawn.length / 100)
        problems.push(`${late.length} of ${drawn.length} changes took 150 ms or more`)
      problems.push(...(await seriousFindings(this.#page)))
      // A server that is away is a failed request, which the browser writes to its console.
      problems.push(...this.#complaints.filter((one) => !/Failed to load resource|ERR_|EventSource/.test(one)))
      const tiles = await this.#page.locator('.tile').count()
      if (tiles !== expected) problems.push(`the page shows ${tiles} tiles`)
    }
    return { figures, problems }
  }

  /** Whether the program that sends beside a learner's commands runs. */
  async #isSending(): Promise<boolean> {
    const senders = (await runningProcesses()).filter(({ args }) => args.some((word) => word.endsWith('sender.js')))
    const homes = await Promise.all(senders.map(async ({ pid }) => variableOf(pid, 'THANOS_LAB_HOME')))
    return homes.some((home) => home?.startsWith(`${this.#home}/`))
  }

  async close(): Promise<void> {
    await Promise.all(this.#learners.map(async (_, number) => this.#killLearner(number)))
    // While there is a server to send to: without one they go on for minutes, and write into the folder that is removed here.
    await until('the senders have ended', async () => !(await this.#isSending()), ARRIVES_MS)
    if (this.#server?.exitCode === null && this.#server.signalCode === null) await this.#killServer()
    for (const work of this.#teardowns) await work()
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 5 })
  }
}

const headersWith = (token: string) => ({ 'content-type': 'application/json', authorization: `Bearer ${token}` })

/** `median 12, 99 % 40, most 51 (of 1200)` */
function spread(values: readonly number[]): string {
  const sorted = [...values].sort((one, other) => one - other)
  const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1)
  return `median ${at(0.5)}, 99 % ${at(0.99)}, most ${at(1)} (of ${sorted.length})`
}
