import { setTimeout as sleep } from 'node:timers/promises'
import { exec } from '../../../exec.ts'
import { endGroup } from './watched.ts'

/**
 * Whether the `kind create cluster` of an earlier command still runs: a pid counts only while its command line names the
 * lab's own kubeconfig, so that a number which another program got meanwhile is left alone.
 */
export async function isCreating(pid: number | undefined, kubeconfig: string): Promise<boolean> {
  if (pid === undefined) return false
  const { stdout } = await exec('ps', ['-ww', '-o', 'stat=,command=', '-p', String(pid)])
  return !stdout.trim().startsWith('Z') && stdout.split(/\s+/).includes(kubeconfig)
}

/** Waits for it: a cluster that is half made is sooner ready than a new one. */
export async function creatorEnded(pid: number | undefined, kubeconfig: string, signal: AbortSignal): Promise<void> {
  while (await isCreating(pid, kubeconfig)) await sleep(250, undefined, { signal })
}

export async function endCreator(pid: number | undefined, kubeconfig: string): Promise<void> {
  while (await isCreating(pid, kubeconfig)) {
    endGroup(pid, 'SIGKILL')
    await sleep(50)
  }
}
