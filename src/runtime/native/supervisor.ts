import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { reason } from '../../lib/errors.ts'
import { writeFileAtomically } from '../../storage/files.ts'
import { Injections } from './inject/injections.ts'
import { Kubelet } from './kubelet.ts'
import { endLeftovers } from './leftovers.ts'
import { watchLogs } from './logs.ts'
import { foreignIn } from './plan-paths.ts'
import type { LabPlan } from './plan.ts'
import { standBy, type Standby } from './standby.ts'
import { controls } from './supervisor-api.ts'
import { supervisorExit } from './supervisor-exits.ts'
import { collectGarbage } from './supervisor-memory.ts'

/*
 * The process that outlives `up`: it holds the lab's relays and containers, and takes orders over HTTP on 127.0.0.1
 * from whoever knows the token in supervisor.json. Usage: node supervisor.js LAB_FOLDER < PLAN; where `up` is
 * killed before it has made one, there is nothing to read, and nothing is started. Whatever runs of the lab already is ended first: one that was
 * killed leaves its programs, with what a fault has done to them.
 */

/** How often it is looked whether the lab's folder is still there. */
const GONE_MS = 1000

async function main(folder: string): Promise<void> {
  const [input] = await Promise.all([text(process.stdin), endLeftovers(folder)])
  const plan = JSON.parse(input) as LabPlan
  const foreign = foreignIn(plan, folder)
  if (foreign !== undefined) throw new Error(`The lab's programs are not started: ${foreign}`)
  // It may have been removed meanwhile.
  if (!isThere(folder)) return
  for (const inner of ['logs', 'pods', 'claims']) mkdirSync(join(folder, inner), { recursive: true })
  collectGarbage()
  watchLogs([folder, join(folder, 'logs')])
  const kubelet = new Kubelet(plan)
  await kubelet.start()
  const token = randomBytes(24).toString('hex')
  let standby: Standby | undefined
  let ending = false
  const end = once(async () => {
    ending = true
    await kubelet.stop().catch(complain)
    await standby?.release()
    await rm(join(folder, 'supervisor.json'), { force: true })
    process.exit(0)
  })
  const server = createServer(controls({ kubelet, injections: new Injections(kubelet), token, stop: end }))
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    const written = writeFileAtomically(join(folder, 'supervisor.json'), JSON.stringify({ pid: process.pid, port, token }))
    written.then(
      () => ending || (standby = standBy(folder)),
      (error: unknown) => giveUp(kubelet, error),
    )
  })
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  process.on('SIGHUP', () => {})
  // Whoever removes the folder by hand removes the lab: nobody could find it again to end it.
  setInterval(() => isThere(folder) || end(), GONE_MS)
  // A full disk or the like must not take the lab down with it: what could not be written is told, and tried at the next change.
  process.on('unhandledRejection', complain)
  process.on('uncaughtException', complain)
}

/** Whether a lab is in that folder. One file that is lost is no reason to end it. */
function isThere(folder: string): boolean {
  return ['plan.json', 'lab.json'].some((file) => existsSync(join(folder, file)))
}

/** Nobody could find it: nothing of it may run on. */
async function giveUp(kubelet: Kubelet, error: unknown): Promise<void> {
  complain(error)
  await kubelet.stop().catch(complain)
  process.exit(supervisorExit(error))
}

function once(work: () => Promise<void>): () => void {
  let begun = false
  return () => {
    if (begun) return
    begun = true
    void work()
  }
}

/** To supervisor.log, whose end `up` shows where the start fails. */
function complain(error: unknown): void {
  console.error(`${new Date().toISOString()} ${reason(error)}`)
}

main(process.argv[2] ?? '').catch((error: unknown) => {
  complain(error)
  process.exit(supervisorExit(error))
})
