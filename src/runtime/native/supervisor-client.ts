import { join } from 'node:path'
import { catalogue, type ErrorCode, LabError } from '../../lib/errors.ts'
import { type Address, localUrl, NoAnswer, sendRequest } from '../../lib/http.ts'
import { readJson } from '../../storage/files.ts'
import type { Orders, Refusal } from './supervisor-api.ts'

export interface SupervisorFile {
  pid: number
  port: number
  token: string
}

/** A supervisor that answers. */
export interface Supervisor {
  pid: number
  /** Gives an order; throws `lab-broken` where no answer comes. */
  order<K extends keyof Orders, T>(name: K, order: Orders[K]): Promise<T>
}

/** The supervisor of a lab's folder, if it answers. */
export async function findSupervisor(folder: string): Promise<Supervisor | undefined> {
  const file = await readJson<SupervisorFile>(join(folder, 'supervisor.json'))
  if (file === undefined) return undefined
  const address: Address = { url: localUrl(file.port), headers: { authorization: `Bearer ${file.token}` } }
  const order = async <K extends keyof Orders, T>(name: K, body: Orders[K]): Promise<T> => {
    try {
      const reply = await sendRequest(address, `/${name}`, { method: 'POST', body, timeoutMs: 5000 })
      if (reply.status === 200) return reply.body as T
      throw refused(reply.body as Refusal, `The lab's supervisor (pid ${file.pid}) answered ${reply.status} to ${name}`)
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error
      throw new LabError('lab-broken', `The lab's supervisor (pid ${file.pid}) does not answer: ${error.reason}`, { cause: error })
    }
  }
  try {
    await order('pods', {})
    return { pid: file.pid, order }
  } catch {
    return undefined
  }
}

/** The supervisor's own LabError, or what its answer means where it gave none. */
function refused({ code, error, hint }: Refusal, otherwise: string): LabError {
  if (code === undefined || !Object.hasOwn(catalogue, code)) return new LabError('lab-broken', `${otherwise}: ${error}`)
  return new LabError(code as ErrorCode, error, hint === undefined ? {} : { hint })
}
