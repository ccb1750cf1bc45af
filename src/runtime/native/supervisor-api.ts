import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { LabError, reason } from '../../lib/errors.ts'
import type { Injection, Lease } from '../injection.ts'
import type { ObjectRef, PodRef } from '../refs.ts'
import type { Injections } from './inject/injections.ts'
import type { Kubelet } from './kubelet.ts'

/** What the supervisor is told; each is POST /NAME with a JSON body. Answers are JSON. */
export interface Orders {
  pods: Record<string, never>
  /** How many pods there should be now. */
  size: Record<string, never>
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

/** An order that was refused with a LabError comes back as one. */
export interface Refusal {
  error: string
  code?: string
  hint?: string
}

interface Controlled {
  kubelet: Kubelet
  injections: Injections
  token: string
  stop: () => void
}

/** The supervisor's HTTP side. Without the token it answers 403 and does nothing. */
export function controls({ kubelet, injections, token, stop }: Controlled): RequestListener {
  const answers: { [K in keyof Orders]: (order: Orders[K]) => unknown } = {
    pods: () => kubelet.pods(),
    size: () => ({ slots: kubelet.plan.slots.length }),
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
    void answer(request, response).catch((error: unknown) => send(response, 400, refusal(error)))
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers.authorization !== `Bearer ${token}`) return send(response, 403, { error: 'no token' })
    const name = (request.url ?? '').slice(1)
    if (!Object.hasOwn(answers, name)) return send(response, 404, { error: `no order ${name}` })
    const body = await text(request)
    send(response, 200, await answers[name as keyof Orders]((body === '' ? {} : JSON.parse(body)) as never))
  }
}

async function done(work: Promise<void> | void): Promise<{ done: true }> {
  await work
  return { done: true }
}

function refusal(error: unknown): Refusal {
  return error instanceof LabError ? { error: error.message, code: error.code, hint: error.hint } : { error: reason(error) }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body))
}

async function text(request: IncomingMessage): Promise<string> {
  let whole = ''
  for await (const chunk of request.setEncoding('utf8')) whole += String(chunk)
  return whole
}
