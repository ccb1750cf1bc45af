import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { exec } from '../../src/lib/exec.ts'
import { type RunningProcess, runningProcesses, variableOf } from '../../src/lib/processes.ts'
import { bin } from '../cli/command-line.ts'
import { type Ending, ending } from './commands.ts'
import { newFolder } from './state-home.ts'

/* One lab that is attacked again and again: what is done to it, and what there should be of it afterwards. */

/** A command that goes on. */
export interface Begun {
  args: string[]
  process: ChildProcess
  /** What it has said on both streams, as far as anybody reads them. */
  said(): string
  ended: Promise<Ending>
}

export class AttackedLab {
  readonly name: string
  readonly home = newFolder()
  readonly folder: string
  readonly env: Record<string, string>

  constructor(name: string) {
    this.name = name
    this.folder = join(this.home, 'labs', name)
    this.env = { THANOS_LAB_HOME: this.home }
  }

  /** A command to its end. */
  run(...words: string[]): Promise<Ending> {
    return ending([...words, '--name', this.name], this.env, MOST_MS)
  }

  /** A command that goes on; it is killed where it takes too long. */
  begin(words: string[], stdio: ('pipe' | 'ignore' | number)[] = ['ignore', 'pipe', 'pipe']): Begun {
    const args = [...words, '--name', this.name]
    const env = { ...process.env, NODE_OPTIONS: '', ...this.env }
    const child = spawn(process.execPath, [bin, ...args], { env, stdio })
    const texts = { stdout: '', stderr: '' }
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream]?.setEncoding('utf8').on('data', (text: string) => {
        texts[stream] += text
      })
    const timer = setTimeout(() => child.kill('SIGKILL'), MOST_MS)
    const ended = once(child, 'close').then(([code]: (number | null)[]): Ending => {
      clearTimeout(timer)
      return { args, code: code ?? null, ...texts }
    })
    return { args, process: child, said: () => texts.stderr + texts.stdout, ended }
  }

  /** The pid of the lab's supervisor, as its file has it; undefined where there is none. */
  supervisor(): number | undefined {
    try {
      return (JSON.parse(readFileSync(join(this.folder, 'supervisor.json'), 'utf8')) as { pid: number }).pid
    } catch {
      return undefined
    }
  }

  /** The process that waits for the supervisor's end. */
  async standby(): Promise<number | undefined> {
    return (await this.processes()).find((one) => kindOf(one) === 'standby')?.pid
  }

  /** The programs of Docker and kind that a command has started. */
  async dockerClients(command: number): Promise<number[]> {
    const { stdout } = await exec('ps', ['-A', '-ww', '-o', 'pid=,ppid=,comm='])
    const lines = stdout.split('\n').map((line) => line.trim().split(/\s+/))
    const below = (parent: number): number[] =>
      lines.flatMap(([pid, ppid, name = '']) =>
        Number(ppid) === parent ? [...(/^(docker|kind)/.test(name) ? [Number(pid)] : []), ...below(Number(pid))] : [],
      )
    return below(command)
  }

  /** Where Query answers; a port of nobody where there is no lab. */
  queryUrl(): string {
    try {
      const file = existsSync(join(this.folder, 'plan.json')) ? 'plan.json' : 'lab.json'
      const { relays = [], facts } = JSON.parse(readFileSync(join(this.folder, file), 'utf8')) as LabFiles
      const port = relays.find(({ from, to }) => from === 'lab' && to === 'thanos-query')?.port ?? facts?.ports?.query
      return `http://127.0.0.1:${port ?? 1}`
    } catch {
      return 'http://127.0.0.1:1'
    }
  }

  /** Whether there is anything of it in the state folder. */
  get isThere(): boolean {
    return existsSync(this.folder)
  }

  /** The processes of this lab, commands left out. */
  async processes(): Promise<RunningProcess[]> {
    const all = await runningProcesses()
    const ours = await Promise.all(
      all.map(async ({ pid, args }) => this.#names(args.join(' ')) || this.#names((await variableOf(pid, 'HOME')) ?? '')),
    )
    return all.filter((_, index) => ours[index])
  }

  #names(text: string): boolean {
    return text.includes(`${this.folder}/`) || text.endsWith(this.folder)
  }

  /** Whether `up` has come to its end, and `down` has not begun. */
  get isMade(): boolean {
    try {
      const { state } = JSON.parse(readFileSync(join(this.folder, 'lab.json'), 'utf8')) as { state: string }
      return state === 'made' && (existsSync(join(this.folder, 'plan.json')) || existsSync(join(this.folder, 'kind.yaml')))
    } catch {
      return false
    }
  }

  /** The ids of the faults in the ledger. */
  ledger(): string[] {
    const faults = join(this.folder, 'faults')
    return existsSync(faults) ? readdirSync(faults) : []
  }

  /** Writes a scenario; its file. */
  scenario(title: string, steps: string[]): string {
    const folder = join(this.home, 'scenarios')
    mkdirSync(folder, { recursive: true })
    const file = join(folder, `${title}.yaml`)
    const observe = `observe:\n  merged: { samples: 'up{job="thanos-query"}' }`
    const expect = 'expect:\n  - merged: { longest-gap: { at-most: 100 scrapes } }'
    writeFileSync(file, `title: t\nteaches: t\n${observe}\nsteps:\n${steps.map((step) => `  - ${step}\n`).join('')}${expect}\n`)
    return file
  }

  /** What commands leave for a moment only. */
  litter(): string[] {
    const names = execFileSync('find', [this.home, '-path', join(this.home, 'labs', '*', 'claims'), '-prune', '-o', '-print'], {
      encoding: 'utf8',
    }).split('\n')
    return names.filter((name) => /\.partial$|\.clearing$|\.lock(?:$|\.[0-9a-f-]{36}$)/.test(name)).map((name) => `${name} was left`)
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** What of a lab's files says where its Query is: of its plan, or of kind's record. */
interface LabFiles {
  relays?: { from: string; to: string; port: number }[]
  facts?: { ports?: { query: number } }
}

/** A command takes a second on a busy machine; one that waits for a lab up to a minute, kind's creation some minutes. */
const MOST_MS = 300_000

/** What a lab of the default size runs on native. */
const WHOLE = { supervisor: 1, standby: 1, prometheus: 2, sidecar: 2, query: 1 }

function kindOf({ args }: RunningProcess): string {
  const line = args.join(' ')
  if (/\/supervisor\.js /.test(line)) return 'supervisor'
  if (/ thanos-lab-standby /.test(line)) return 'standby'
  return /prometheus --config/.test(line) ? 'prometheus' : (/thanos (sidecar|query) /.exec(line)?.[1] ?? line)
}

/** What is wrong with the processes of a native lab that should be whole, or gone; what has just been started may take a moment. */
export async function wrongProcesses(lab: AttackedLab, whole: boolean): Promise<string[]> {
  const wanted: Record<string, number> = whole ? WHOLE : {}
  let wrong: string[] = []
  for (let tries = 0; tries < 20; tries += 1) {
    const found = await lab.processes()
    const kinds = found.map(kindOf)
    const stopped = found.filter((one) => one.stopped).map((one) => `${kindOf(one)} (${one.pid}) is stopped`)
    const counts = [...new Set([...kinds, ...Object.keys(wanted)])].map((kind) => ({
      kind,
      is: kinds.filter((one) => one === kind).length,
      want: wanted[kind] ?? 0,
    }))
    wrong = [...stopped, ...counts.filter(({ is, want }) => is !== want).map(({ kind, is, want }) => `${is} of ${kind} run, not ${want}`)]
    if (wrong.length === 0) return []
    await sleep(250)
  }
  return wrong
}
