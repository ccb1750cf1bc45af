import { LabError } from '../../lib/errors.ts'
import { exec } from '../../lib/exec.ts'

export interface DockerOptions {
  /** An engine that stops half-way may leave its client waiting for ever. */
  timeoutMs?: number
  signal?: AbortSignal | undefined
}

/** The engine is there and said no; `said` is all of its words, the message what they come to. */
export class DockerRefused extends Error {
  readonly said: string

  constructor(args: string[], said: string) {
    super(`docker ${args.slice(0, 2).join(' ')}: ${gist(said)}`)
    this.name = 'DockerRefused'
    this.said = said
  }
}

/** What a docker command prints. Throws `docker-gone` where no engine answers, DockerRefused where it refuses. */
export async function docker(args: string[], { timeoutMs = 15_000, signal }: DockerOptions = {}): Promise<string> {
  const ended = await exec('docker', args, { timeoutMs, ...(signal === undefined ? {} : { signal }) })
  signal?.throwIfAborted()
  if (ended.ok) return ended.stdout
  if (ended.missing) throw new LabError('docker-gone', 'The docker program was not found on PATH', { hint: 'thanos-lab doctor' })
  if (ended.timedOut) throw gone(`Docker did not answer within ${timeoutMs / 1000} s (docker ${args[0]})`)
  const said = ended.stderr.trim() || (ended.signal === undefined ? '' : `its client was ended by ${ended.signal}`)
  if (saysGone(said)) throw gone(`The Docker engine does not answer: ${gist(said)}`)
  throw new DockerRefused(args, said)
}

/** The variable that leads docker elsewhere than to this machine's engine; undefined where there is none. DOCKER_HOST comes first. */
export function engineVariable(): string | undefined {
  return ['DOCKER_HOST', 'DOCKER_CONTEXT'].find((name) => (process.env[name] ?? '') !== '')
}

/** Where a variable leads docker to another engine, to start this machine's does not help. */
function gone(message: string): LabError {
  const variable = engineVariable()
  if (variable === undefined) return new LabError('docker-gone', message)
  return new LabError('docker-gone', `${message}; ${variable} is ${process.env[variable]}`, {
    hint: `unset ${variable}, then run the command again; or thanos-lab up --runtime native`,
  })
}

/** The docker client's words for an engine that is not there, or went away while it was asked. */
function saysGone(text: string): boolean {
  return /cannot connect to the docker daemon|is the docker daemon running|error during connect|docker\.sock.*(connection refused|no such file|EOF)|context canceled.*dockerd/i.test(
    text,
  )
}

/** The line of a program's words that says what went wrong. */
export function gist(text: string): string {
  const lines = text.trim().split('\n')
  const line = lines.find((candidate) => /^(ERROR|Error response from daemon)/.test(candidate)) ?? lines.at(-1) ?? ''
  return line.replace(/^(ERROR: |Error response from daemon: )/, '').trim()
}
