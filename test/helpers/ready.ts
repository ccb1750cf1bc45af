import { readFileSync } from 'node:fs'
import { until } from './until.ts'

/** A program that was started, and where its output goes. */
export interface Launch {
  pid: number
  ended: Promise<unknown>
  log: string
}

/** How often a program that panics is started again. */
const AGAIN = 3

/**
 * Starts a program and waits until it is ready. One that panics before is started again, as a kubelet does: Thanos Receive may, when it prunes
 * a tenant whose TSDB is not open yet (thanos-io/thanos#8990, after 0.42.4). Throws with the end of its log where it ends otherwise.
 */
export async function readyProgram(name: string, launch: () => Launch, isReady: () => Promise<boolean>): Promise<Launch> {
  for (let left = AGAIN; ; left -= 1) {
    const launched = launch()
    let over = false
    void launched.ended.then(() => (over = true))
    const state = await until(`${name} is ready`, async () => ((await isReady()) ? 'ready' : over && 'ended'), 60_000)
    if (state === 'ready') return launched
    const said = readFileSync(launched.log, 'utf8').slice(-3000)
    if (left === 0 || !/^panic: /m.test(said)) throw new Error(`${name} ended:\n${said}`)
  }
}
