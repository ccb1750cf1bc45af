import { execFile } from 'node:child_process'
import { connect } from 'node:net'
import { eager } from '../../lib/poll.ts'
import type { ContainerProbe } from '../../topology/topology.ts'

// The supervisor asks its own processes several times a second from its first moment: node's own doors load at
// once, where the lab's (axios, execa) would cost a tenth of a second each of every `up`.

/** Whether one probe succeeds now: HTTP 200-399, an open port, or exit code 0. */
export function probeOnce(probe: ContainerProbe): Promise<boolean> {
  const timeoutMs = probe.timeout * 1000
  if ('http' in probe.action) return httpAnswers(probe.action.http, timeoutMs)
  if ('tcp' in probe.action) return portOpens(probe.action.tcp, timeoutMs)
  return execSucceeds(probe.action.exec, timeoutMs)
}

/** Of an answer, only its first line is read: `HTTP/1.1 200`. */
const STATUS_BYTES = 12

/** Without Node's own HTTP client, as probes are most of what the supervisor does at rest. As a kubelet does, each opens a connection of its own. */
function httpAnswers({ path, port }: { path: string; port: number }, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    let begun = ''
    const end = (succeeds: boolean) => {
      clearTimeout(late)
      socket.destroy()
      resolve(succeeds)
    }
    const read = (length: number, bytes: Uint8Array) => {
      begun += Buffer.from(bytes.subarray(0, length)).toString('latin1')
      if (begun.length < STATUS_BYTES) return true
      const status = Number(/^HTTP\/1\.\d (\d{3})/.exec(begun)?.[1])
      end(status >= 200 && status < 400)
      return false
    }
    const socket = connect({ host: '127.0.0.1', port, onread: { buffer: Buffer.alloc(64), callback: read } })
    const late = setTimeout(() => end(false), timeoutMs)
    for (const over of ['error', 'end']) socket.once(over, () => end(false))
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`)
  })
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
    const succeeds = await probeOnce(probe)
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
  }
}

/** Probes of one period are sent at the same moments, so that the supervisor wakes up once for all of them. Milliseconds until the next one. */
function untilTurnOf(periodMs: number): number {
  return periodMs - (performance.now() % periodMs)
}
