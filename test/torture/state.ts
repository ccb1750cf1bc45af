import { execFileSync } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import { start } from '../../src/lib/exec.ts'
import { runningProcess, runningProcesses } from '../../src/lib/processes.ts'
import { alwaysWrong, chosen, type Ending, ending, endings } from './commands.ts'
import { damage, type Damage } from './damage.ts'
import { homeFrom, LAB, newFolder, realTemplate, type Template } from './state-home.ts'
import type { Suite } from './suite.ts'

/** Damaged files of a state folder. One round in so many attacks a lab that runs; the others, what a lab has left. */
export const LIVE_EVERY = 25

export const state: Suite = {
  name: 'state',
  about: 'damaged files of the state folder: no crash, no hang, every refusal names a file, down removes the lab and nothing else',
  async open() {
    const template = await realTemplate()
    const stranger = await strangerAt()
    return {
      round: (seed) => (seed % LIVE_EVERY === 0 ? liveRound(seed) : leftRound(seed, template, stranger)),
      close: async () => void stranger.server.close(),
    }
  },
}

/** Another program that has the port of the supervisor by now, and takes down what it is told. */
interface Stranger {
  server: Server
  port: number
  heard: string[]
}

async function strangerAt(): Promise<Stranger> {
  const heard: string[] = []
  const server = createServer((request, response) => {
    heard.push(JSON.stringify(request.headers))
    request.on('data', (chunk: Buffer) => heard.push(chunk.toString()))
    request.on('end', () => response.end('[]'))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, port: (server.address() as AddressInfo).port, heard }
}

/** What is damaged, and how. */
const attack = (targets: string[]): fc.Arbitrary<{ target: string; damage: Damage }[]> =>
  fc.array(fc.record({ target: fc.constantFrom(...targets), damage }), { minLength: 1, maxLength: 3 })

const inLab = (file: string) => join('labs', LAB, file)

/** In a round, these are damaged whether they are there or not. */
const FOLDERS = [
  inLab('faults'),
  join('labs', LAB),
  join('locks', `${LAB}.lock`),
  join('locks', `${LAB}.lock`, 'holder.json'),
  'locks',
  'runs',
]

/** Commands that only look, or undo. */
const LOOKING = [
  ['status'],
  ['heal'],
  ['status'],
  ['runs'],
  ['report'],
  ['explain'],
  ['analyze'],
  ['query', 'up'],
  ['chaos', 'kill-replica'],
  ['heal'],
]

async function leftRound(seed: number, template: Template, stranger: Stranger): Promise<string[]> {
  const home = homeFrom(template)
  const files = Object.keys(template.files).filter((file) => !file.endsWith('.log'))
  const attacks = chosen(attack([...files, ...files, ...FOLDERS]), seed)
  const [ours, theirs] = [outliving(home, join(home, inLab('pods/p/home'))), outliving(home, home)]
  const token = meetsStranger(home, stranger.port, theirs.pid)
  const precious = join(home, 'labs', 'other', 'precious')
  mkdirSync(join(precious, '..'))
  writeFileSync(precious, 'kept')
  try {
    for (const { target, damage: done } of attacks) done.to(join(home, target))
    const lines = [...LOOKING, ['down'], ['down']].map((words) => [...words, '--json', '--name', LAB])
    const ended = await endings(lines, { THANOS_LAB_HOME: home, THANOS_LAB_CACHE: join(home, 'cache') })
    const problems = [
      ...ended.flatMap(alwaysWrong),
      ...ended.flatMap((one) => unnamed(one, home)),
      ...ended.filter(({ args, code }) => args[0] === 'down' && code !== 0).map(({ code, stderr }) => `down ended with ${code}: ${stderr}`),
      ...(stranger.heard.some((words) => words.includes(token)) ? ['the token was told to a stranger'] : []),
      ...((await runningProcess(theirs.pid)) === undefined ? ["a process that is not the lab's was ended"] : []),
      ...((await runningProcess(ours.pid)) === undefined ? [] : ['down left a process of the lab']),
      ...(isThere(join(home, 'labs', LAB)) ? ['down left the folder of the lab'] : []),
      ...(existsSync(precious) && readFileSync(precious, 'utf8') === 'kept' ? [] : ["another lab's file is gone"]),
      ...litter(home),
    ]
    return problems.length === 0 ? [] : [`${attacks.map(attackText).join('; ')}`, ...problems]
  } finally {
    for (const { pid } of [ours, theirs]) killed(pid)
    stranger.heard.length = 0
    rmSync(home, { recursive: true, force: true })
  }
}

/** A program that runs with that home folder until it is ended. */
function outliving(home: string, ownHome: string): { pid: number } {
  const { pid } = start('/bin/sleep', ['3600'], { env: { HOME: ownHome }, log: join(home, 'sleep.log') })
  return { pid: pid ?? 0 }
}

/** As after a restart of the machine: the supervisor's port and pid are others' by now. The token. */
function meetsStranger(home: string, port: number, pid: number): string {
  const file = join(home, inLab('supervisor.json'))
  const said = JSON.parse(readFileSync(file, 'utf8')) as { token: string }
  writeFileSync(file, JSON.stringify({ ...said, port, pid }))
  return said.token
}

/** A refusal for a file that does not say which. */
function unnamed({ args, code, stdout }: Ending, home: string): string[] {
  if (code === 0 || code === null) return []
  const line = `thanos-lab ${args.join(' ')}`
  let error: { code?: string; message?: string; hint?: string } | undefined
  try {
    ;({ error } = JSON.parse(stdout) as { error?: typeof error })
  } catch {
    return [`${line} printed no JSON: ${stdout.slice(0, 300)}`]
  }
  const isAboutFiles = ['state', 'no-disk', 'no-run'].includes(error?.code ?? '') && !/No run is kept/.test(error?.message ?? '')
  return [
    ...(isAboutFiles && !error?.message?.includes(home) ? [`${line} names no file: ${error?.message}`] : []),
    ...(error !== undefined && !/thanos-lab|THANOS_LAB|run the command again/.test(error.hint ?? '')
      ? [`${line} says not what to type: ${error.hint}`]
      : []),
  ]
}

/** What a command has forgotten. */
function litter(home: string): string[] {
  // It follows no link.
  const names = execFileSync('find', [home], { encoding: 'utf8' }).split('\n')
  return names.filter((name) => /\.partial$|\.clearing$|locks\/x\.lock(?:$|\.[0-9a-f-]{36}$)/.test(name)).map((name) => `${name} was left`)
}

function attackText({ target, damage: { title } }: { target: string; damage: Damage }): string {
  return `${target} ${title}`
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return false
  }
}

function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it has ended
  }
}

/** What `up` can write anew. */
const REPAIRED = ['plan.json', 'supervisor.json', 'supervisor.log', 'objects.json'].map(inLab)

async function liveRound(seed: number): Promise<string[]> {
  const home = newFolder()
  const env = { THANOS_LAB_HOME: home }
  const command = (...words: string[]) => ending([...words, '--json', '--name', LAB], env)
  const attacks = chosen(attack([...REPAIRED, ...REPAIRED, inLab('lab.json'), inLab('faults'), inLab('run-so-far.json')]), seed)
  try {
    const up = await command('up', '--runtime', 'native')
    if (up.code !== 0) return [`the lab to attack could not be made: ${up.stderr}`]
    for (const { target, damage: done } of attacks) done.to(join(home, target))
    const ended = [await command('status'), await command('heal'), await command('up')]
    const repairs = attacks.every(({ target }) => REPAIRED.includes(target))
    const again = ended[2]!
    const down = await command('down')
    const left = (await runningProcesses()).filter(({ args }) => args.join(' ').includes(home))
    const problems = [
      ...[...ended, down].flatMap((one) => [...alwaysWrong(one), ...unnamed(one, home)]),
      ...(repairs && again.code !== 0 ? [`up did not repair it (${again.code}): ${again.stderr}`] : []),
      ...(down.code === 0 ? [] : [`down ended with ${down.code}: ${down.stderr}`]),
      ...left.map(({ args }) => `down left ${args.join(' ')}`),
      ...(isThere(join(home, 'labs', LAB)) ? ['down left the folder of the lab'] : []),
      ...litter(home),
    ]
    for (const { pid } of left) killed(pid)
    return problems.length === 0 ? [] : [`a lab that runs: ${attacks.map(attackText).join('; ')}`, ...problems]
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
}
