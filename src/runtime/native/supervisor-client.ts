import { join } from 'node:path'
import { command } from '../../lib/command.ts'
import { LabError } from '../../lib/errors.ts'
import { type Address, localUrl, NoAnswer, sendRequest } from '../../lib/http.ts'
import { labFolder } from '../../storage/paths.ts'
import { readStateFile } from '../../storage/state-file.ts'
import { fromRefusal, type Refusal } from './refusal.ts'
import { newNonce, signed, signedValue } from './signature.ts'
import type { Orders } from './supervisor-api.ts'
import type { SupervisorFile } from './supervisor-file.ts'

/** A supervisor that answers, and whose signature shows that it is the lab's. */
export interface Supervisor {
  pid: number
  /** Gives an order; throws a NoSupervisor where no answer of the supervisor's comes. */
  order<K extends keyof Orders, T>(name: K, order: Orders[K]): Promise<T>
}

/** An order that got no answer of the lab's supervisor: it has died, or it is stuck. */
export class NoSupervisor extends LabError {
  constructor(message: string, cause?: unknown) {
    super('lab-broken', message, { cause })
  }
}

/** No answer to an order is as long, by far. Bytes. */
const MOST_BYTES = 64 * 1024 * 1024

/**
 * The supervisor of a lab, where it answers; undefined where nobody does, or a stranger who has its port by now. Throws `state` where the file that says
 * where it listens cannot be read.
 */
export async function findSupervisor(lab: string): Promise<Supervisor | undefined> {
  const file = await readStateFile(
    join(labFolder(lab), 'supervisor.json'),
    async () => (await import('./supervisor-file.ts')).supervisorFile,
    {
      lost: `No command can reach the supervisor of the lab "${lab}"; its programs may still run.`,
      hint: `${command('up', lab)}, which starts the lab's programs again`,
    },
  )
  if (file === undefined) return undefined
  const supervisor = supervisorAt(file)
  try {
    await supervisor.order('pods', {})
    return supervisor
  } catch {
    return undefined
  }
}

/** How long an answer takes at most, ms. Some orders wait for a process that plans, which a busy machine takes seconds to start. */
function timeOf(order: keyof Orders): number {
  return ['object', 'admit', 'inject', 'end-injection'].includes(order) ? 30_000 : 5000
}

function supervisorAt({ pid, port, token }: SupervisorFile): Supervisor {
  // A stranger must not lead it elsewhere.
  const address: Address = { url: localUrl(port) }
  const who = `The lab's supervisor (pid ${pid})`
  return {
    pid,
    async order<K extends keyof Orders, T>(name: K, order: Orders[K]): Promise<T> {
      const nonce = newNonce()
      const body = signed(token, `order ${name}`, nonce, order)
      try {
        const reply = await sendRequest(address, `/${name}`, { method: 'POST', body, timeoutMs: timeOf(name), mostBytes: MOST_BYTES })
        const answer = signedValue(token, 'answer', reply.body)
        if (answer?.nonce !== nonce) throw new NoSupervisor(`${who} does not answer: another program has its port ${port}`)
        if (reply.status === 200) return answer.value as T
        throw fromRefusal(answer.value as Refusal, `${who} answered ${reply.status} to ${name}`)
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error
        throw new NoSupervisor(`${who} does not answer: ${error.reason}`, error)
      }
    },
  }
}
