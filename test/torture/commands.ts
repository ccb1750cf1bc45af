import { spawn } from 'node:child_process'
import fc from 'fast-check'
import { bin, thanosLabsScript } from '../cli/command-line.ts'

/* Commands of which one may hang, and what must be true of every answer. */

/** How a command ended. */
export interface Ending {
  args: string[]
  /** Null where it did not end in time. */
  code: number | null
  stdout: string
  stderr: string
}

/** A command takes a second on a busy machine; one that waits for a lab up to a minute. */
const MOST_MS = 100_000

/** `thanos-lab` with these words, in a process of its own. */
export async function ending(args: string[], env: Record<string, string>, mostMs = MOST_MS): Promise<Ending> {
  const { code, stdout, stderr } = await bounded([bin, ...args], env, mostMs)
  return { args, code, stdout, stderr }
}

/** Several one after the other in one process, as to start one takes longer than most of them. After one that hangs, the others are left out. */
export async function endings(lines: string[][], env: Record<string, string>, mostMs = MOST_MS): Promise<Ending[]> {
  const { stdout, stderr } = await bounded(['--input-type=module', '-e', thanosLabsScript, JSON.stringify(lines)], env, mostMs)
  const [out, errors] = [stdout.split('\0'), stderr.split('\0')]
  const ended = lines.slice(0, errors.length - 1).map((args, index) => ({
    args,
    code: Number(out[2 * index + 1]),
    stdout: out[2 * index] ?? '',
    stderr: errors[index] ?? '',
  }))
  const next = lines[ended.length]
  return next === undefined ? ended : [...ended, { args: next, code: null, stdout: out.at(-1) ?? '', stderr: errors.at(-1) ?? '' }]
}

async function bounded(
  args: string[],
  env: Record<string, string>,
  mostMs: number,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, args, { env: { ...process.env, NODE_OPTIONS: '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text
    })
  const timer = setTimeout(() => child.kill('SIGKILL'), mostMs)
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
  clearTimeout(timer)
  return { code, ...said }
}

/** Exit codes of the contract, but for bugs and signals, which nobody sent. */
const EXITS = new Set([0, 1, 2, 3, 4, 5])

/** What is wrong with how a command ended, whatever it met: it crashed, hung, left the contract, or printed something raw. */
export function alwaysWrong({ args, code, stdout, stderr }: Ending): string[] {
  const line = `thanos-lab ${args.join(' ')}`
  const said = `${stderr}${stdout}`.slice(0, 1500)
  if (code === null) return [`${line} did not end in time: ${said}`]
  return [
    ...(EXITS.has(code) ? [] : [`${line} ended with ${code}: ${said}`]),
    ...(/^\s+at .*:\d+:\d+\)?$/m.test(stderr) ? [`${line} printed a stack: ${said}`] : []),
    // oxlint-disable-next-line no-control-regex -- these are what is looked for
    ...(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(`${stdout}${stderr}`)
      ? [`${line} printed a control character: ${JSON.stringify(said)}`]
      : []),
  ]
}

/** The last that a command has said. */
export function lastWords({ stdout, stderr }: Ending): string {
  return `${stdout.slice(-700)}${stderr.slice(-1500)}`
}

/** One that an arbitrary gives, the same for the same seed. */
export function chosen<T>(arbitrary: fc.Arbitrary<T>, seed: number): T {
  return fc.sample(arbitrary, { seed, numRuns: 1 })[0]!
}
