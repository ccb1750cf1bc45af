import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The program as a person starts it. It is the built one: `npm test` builds first. */
export const bin = fileURLToPath(new URL('../../bin/thanos-lab.js', import.meta.url))

export interface Said {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs a program to its end with nothing on its stdin; `env` is added to this process's. */
export async function run(program: string, args: string[], env: Record<string, string> = {}, cwd?: string): Promise<Said> {
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  })
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text
    })
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
  return { code, ...said }
}

/** `thanos-lab` with these words. */
export async function thanosLab(args: string[], env: Record<string, string> = {}): Promise<Said> {
  return run(process.execPath, [bin, ...args], env)
}
