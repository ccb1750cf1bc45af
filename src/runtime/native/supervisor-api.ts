import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Injection, Lease } from '../injection.ts'
import type { ObjectRef, PodRef } from '../refs.ts'
import type { Injections } from './inject/injections.ts'
import type { Kubelet } from './kubelet.ts'
import { toRefusal } from './refusal.ts'
import { signed, signedValue } from './signature.ts'

/** What the supervisor is told; each is POST /NAME with the signed order. Answers are signed, too (signature.ts). */
export interface Orders {
  pods: Record<string, never>
  /** How many pods there should be now. */
  size: Record<string, never>
  /** What it runs now. */
  plan: Record<string, never>
  kill: { pod: string; container: string; signal: NodeJS.Signals }
  delete: { uid: string }
  retire: { uid: string }
  wipe: PodRef
  gone: { name: string; uid: string }
  object: ObjectRef
  admit: { injection: Injection }
  inject: { injection: Injection; lease: Lease }
  'end-injection': { id: string }
  'injection-evidence': { id: string }
  stop: Record<string, never>
}

interface Controlled {
  kubelet: Kubelet
  injections: Injections
  token: string
  stop: () => void
}

/** What an order may be long at most, bytes. */
const MOST_BYTES = 16 * 1024 * 1024

/** The supervisor's HTTP side. To an order that is not signed with the token it answers 403, says nothing and does nothing. */
export function controls({ kubelet, injections, token, stop }: Controlled): RequestListener {
  const answers: { [K in keyof Orders]: (order: Orders[K]) => unknown } = {
    pods: () => kubelet.pods(),
    size: () => ({ slots: kubelet.plan.slots.length }),
    plan: () => kubelet.plan,
    kill: ({ pod, container, signal }) => ({ done: kubelet.kill(pod, container, signal) }),
    delete: ({ uid }) => ({ done: kubelet.deletePod(uid) }),
    retire: ({ uid }) => ({ done: kubelet.retire(uid) }),
    wipe: (pod) => done(kubelet.wipe(pod)),
    gone: ({ name, uid }) => kubelet.gone(name, uid),
    object: (ref) => injections.object(ref),
    admit: ({ injection }) => done(injections.admit(injection)),
    inject: ({ injection, lease }) => done(injections.begin(injection, lease)),
    'end-injection': ({ id }) => done(injections.end(id)),
    'injection-evidence': ({ id }) => injections.evidence(id),
    stop: () => done(void setImmediate(stop)),
  }
  return (request, response) => {
    void answer(request, response).catch(() => response.destroy())
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = (request.url ?? '').slice(1)
    const given = signedValue(token, `order ${name}`, await jsonOf(request))
    if (given === undefined) return send(response, 403, { error: 'this is not the order of someone who knows the token' })
    const reply = (status: number, value: unknown) => send(response, status, signed(token, 'answer', given.nonce, value))
    if (!Object.hasOwn(answers, name)) return reply(404, { error: `no order ${name}` })
    try {
      reply(200, await answers[name as keyof Orders](given.value as never))
    } catch (error) {
      reply(400, toRefusal(error))
    }
  }
}

async function done(work: Promise<void> | void): Promise<{ done: true }> {
  await work
  return { done: true }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body))
}

/** The JSON of a body; undefined where it is none, or too long. */
async function jsonOf(request: IncomingMessage): Promise<unknown> {
  let whole = ''
  for await (const chunk of request.setEncoding('utf8')) {
    whole += String(chunk)
    if (whole.length > MOST_BYTES) return undefined
  }
  try {
    return JSON.parse(whole)
  } catch {
    return undefined
  }
}
