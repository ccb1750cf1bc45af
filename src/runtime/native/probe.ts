import { execFile } from 'node:child_process'
import { connect } from 'node:net'
import { eager } from '../../lib/poll.ts'
import type { ContainerProbe } from '../../topology/topology.ts'
import { HttpProbe } from './http-probe.ts'

// The supervisor asks its own processes several times a second from its first moment: node's own doors load at
// once, where the lab's (axios, execa) would cost a tenth of a second each of every `up`.

/** A probe of a container, asked as often as one likes, one request at a time. */
export interface OpenProbe {
  /** Whether it succeeds now: HTTP 200-399, an open port, or exit code 0, in time. */
  succeeds(): Promise<boolean>
  close(): void
}

export function openProbe({ action, timeout }: ContainerProbe): OpenProbe {
  const timeoutMs = timeout * 1000
  if ('http' in action) return new HttpProbe(action.http, timeoutMs)
  const succeeds = 'tcp' in action ? () => portOpens(action.tcp, timeoutMs) : () => execSucceeds(action.exec, timeoutMs)
  return { succeeds, close: () => {} }
}

function portOpens(port: number, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: timeoutMs })
    const end = (open: boolean) => {
      socket.destroy()
      resolve(open)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
    socket.once('timeout', () => end(false))
  })
}

function execSucceeds([program = 'true', ...args]: string[], timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: timeoutMs, killSignal: 'SIGKILL' }, (error) => resolve(error === null))
  })
}

/**
 * Asks again and again, until its first turn more often than its period, so that a start is seen when it happens; tells when the answer turns: after `successes` in a row, or after failing for as long as
 * `failures` periods take. Returns what stops it.
 */
export function watchProbe(probe: ContainerProbe, onTurn: (succeeds: boolean) => void): () => void {
  const periodMs = probe.period * 1000
  const untilFirstTurn = eager(periodMs)
  const begun = performance.now() + probe.initialDelay * 1000
  const open = openProbe(probe)
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let state: boolean | undefined
  let succeeded = 0
  let failingSince = begun
  const turn = (succeeds: boolean) => {
    if (state === succeeds) return
    state = succeeds
    onTurn(succeeds)
  }
  const tick = async () => {
    const asked = performance.now()
    const succeeds = await open.succeeds()
    if (stopped) return
    if (succeeds) {
      succeeded += 1
      failingSince = Number.POSITIVE_INFINITY
      if (succeeded >= probe.successes) turn(true)
    } else {
      succeeded = 0
      failingSince = Math.min(failingSince, asked)
      if (asked - failingSince >= (probe.failures - 1) * periodMs) turn(false)
    }
    if (!stopped) timer = setTimeout(tick, state === undefined ? untilFirstTurn(performance.now() - begun) : untilTurnOf(periodMs))
  }
  timer = setTimeout(tick, probe.initialDelay * 1000)
  return () => {
    stopped = true
    clearTimeout(timer)
    open.close()
  }
}

/** Probes of one period are sent at the same moments, so that the supervisor wakes up once for all of them. Milliseconds until the next one. */
function untilTurnOf(periodMs: number): number {
  return periodMs - (performance.now() % periodMs)
}
