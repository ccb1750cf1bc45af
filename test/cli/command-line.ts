import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The program as a person starts it. It is the built one: `npm test` builds first. */
export const bin = fileURLToPath(new URL('../../bin/thanos-lab.js', import.meta.url))
const main = new URL('../../dist/cli/main.js', import.meta.url).href

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

/** Runs the command lines in its first word (JSON) one after the other, each as `thanos-lab` with these words; codes and ends stand between NULs. */
export const thanosLabsScript = `
    import { writeSync } from 'node:fs'
    const { main } = await import('${main}')
    for (const line of JSON.parse(process.argv[1])) {
      const code = await main(line)
      for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'uncaughtException']) process.removeAllListeners(event)
      for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners('error')
      writeSync(1, '\\0' + code + '\\0')
      writeSync(2, '\\0')
    }
    process.exit()`

/**
 * Several command lines one after the other in one process, each as `thanos-lab` with these words: a command that only refuses takes
 * more time to load than to run. What ends a process is tested where there is one for each.
 */
export async function thanosLabs(lines: string[][], env: Record<string, string> = {}, cwd?: string): Promise<Said[]> {
  const all = await run(process.execPath, ['--input-type=module', '-e', thanosLabsScript, JSON.stringify(lines)], env, cwd)
  const [out, errors] = [all.stdout.split('\0'), all.stderr.split('\0')]
  if (all.code !== 0 || errors.length !== lines.length + 1) throw new Error(`a command ended the process with ${all.code}: ${all.stderr}`)
  return lines.map((_, index) => ({ code: Number(out[2 * index + 1]), stdout: out[2 * index] ?? '', stderr: errors[index] ?? '' }))
}
