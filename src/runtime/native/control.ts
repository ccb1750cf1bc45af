import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Hold } from '../runtime.ts'
import type { Kubelet } from './kubelet.ts'

/** What the supervisor is told; each is POST /NAME with a JSON body. Answers are JSON. */
export interface Orders {
  pods: Record<string, never>
  kill: { pod: string; container: string; signal: NodeJS.Signals }
  delete: { uid: string; hold?: Hold }
  release: { id: string }
  gone: { name: string; uid: string }
  stop: Record<string, never>
}

/** The supervisor's HTTP side. Without the token it answers 403 and does nothing. */
export function controls(kubelet: Kubelet, token: string, stop: () => void): RequestListener {
  const answers: { [K in keyof Orders]: (order: Orders[K]) => unknown } = {
    pods: () => kubelet.pods(),
    kill: ({ pod, container, signal }) => ({ done: kubelet.kill(pod, container, signal) }),
    delete: ({ uid, hold }) => ({ done: kubelet.deletePod(uid, hold) }),
    release: ({ id }) => {
      kubelet.release(id)
      return { done: true }
    },
    gone: ({ name, uid }) => kubelet.gone(name, uid),
    stop: () => {
      setImmediate(stop)
      return { done: true }
    },
  }
  return (request, response) => {
    void answer(request, response).catch((error: unknown) => send(response, 400, { error: String(error) }))
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers.authorization !== `Bearer ${token}`) return send(response, 403, { error: 'no token' })
    const name = (request.url ?? '').slice(1)
    if (!Object.hasOwn(answers, name)) return send(response, 404, { error: `no order ${name}` })
    const body = await text(request)
    send(response, 200, answers[name as keyof Orders]((body === '' ? {} : JSON.parse(body)) as never))
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body))
}

async function text(request: IncomingMessage): Promise<string> {
  let whole = ''
  for await (const chunk of request.setEncoding('utf8')) whole += String(chunk)
  return whole
}
