import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { LabError } from '../../lib/errors.ts'
import { exec } from '../../lib/exec.ts'
import { inherited } from '../../lib/watched-process.ts'
import { warnings } from '../kubernetes/ready.ts'
import type { UpRequest } from '../runtime.ts'
import { type Cause, likeliest, likeliestInLogs } from './causes.ts'
import { KindFailed } from './create.ts'
import { docker, DockerRefused, gist } from './docker.ts'
import { openCluster } from './lab.ts'
import { PullFailed } from './pull.ts'
import { labFiles, type Work } from './record.ts'

/**
 * What a person is told of an `up` that failed: the likeliest cause, and where the nodes' logs are. The nodes stay, for who
 * wants to look; the next `up` goes on with them or removes them. `limit` has ended where the time is over. Returned unchanged: a bug of the lab's own.
 */
export async function explainFailedUp(error: unknown, request: UpRequest, limit: AbortSignal, work: Work | undefined): Promise<unknown> {
  if (request.signal.aborted)
    return new LabError('interrupted', 'Stopped before the lab was up', {
      hint: 'thanos-lab up goes on with it, thanos-lab down removes it',
    })
  const late = limit.aborted
  const ofPrograms = error instanceof KindFailed || error instanceof DockerRefused
  if (!late && !ofPrograms && !(error instanceof LabError && error.code === 'up-failed')) return error
  const gone = await engineGone()
  if (gone !== undefined) return gone
  if (!late && error instanceof PullFailed) return error
  const events = work === undefined ? [] : await podWarnings(work)
  const what = late ? ['The lab was not up in time', work?.waiting ?? '', ...events].filter(Boolean).join('; ') : saidBy(error)
  const logs = work === undefined ? undefined : await collectLogs(work)
  const cause = likeliest([ofPrograms ? error.said : what, ...events].join('\n')) ?? (await causeInLogs(logs))
  return compose(late ? 'timeout' : 'up-failed', what, cause, logs)
}

/** A program that fails because the engine went away seldom says so. */
async function engineGone(): Promise<LabError | undefined> {
  try {
    await docker(['version', '--format', '{{.Server.Version}}'], { timeoutMs: 5000 })
    return undefined
  } catch (error) {
    return error instanceof LabError ? error : undefined
  }
}

async function podWarnings({ record }: Work): Promise<string[]> {
  return warnings(await openCluster(record)).catch(() => [])
}

function saidBy(error: unknown): string {
  return error instanceof KindFailed ? `kind could not create the cluster: ${gist(error.said)}` : (error as Error).message
}

function compose(code: 'timeout' | 'up-failed', what: string, cause: Cause | undefined, logs: string | undefined): LabError {
  const parts = [
    what,
    ...(cause === undefined ? [] : [`The likeliest cause: ${cause.sentence}`]),
    ...(logs === undefined ? [] : [`Logs are in ${logs}`]),
  ]
  const hint = cause?.hint ?? (logs === undefined ? 'thanos-lab doctor' : 'read the logs, then thanos-lab up')
  return new LabError(cause === undefined || cause.code === 'up-failed' ? code : cause.code, parts.join('. '), { hint })
}

/** kind's own collection, afresh; its exit code tells whether it got all, which a node that is ill seldom gives. */
async function collectLogs({ kind, record }: Work): Promise<string | undefined> {
  const { logs } = labFiles(record.name)
  await rm(logs, { recursive: true, force: true })
  await exec(kind, ['export', 'logs', logs, '--name', record.name], { env: inherited(), timeoutMs: 30_000 })
  const got = await readdir(logs).catch(() => [])
  return got.length > 0 ? logs : undefined
}

/** The nodes' own words, where kind's were none that is known. */
async function causeInLogs(logs: string | undefined): Promise<Cause | undefined> {
  if (logs === undefined) return undefined
  const files = (await readdir(logs, { recursive: true })).filter((file) => /(kubelet|journal|serial)\.log$/.test(file))
  for (const file of files) {
    const cause = likeliestInLogs((await readFile(join(logs, file), 'utf8')).slice(-500_000))
    if (cause !== undefined) return cause
  }
  return undefined
}
