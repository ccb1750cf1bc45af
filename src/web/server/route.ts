import type { IncomingMessage, ServerResponse } from 'node:http'

/* A route of the server, and what it answers. */

export interface ServedAnswer {
  status: number
  /** An object is sent as JSON. */
  body: string | object
  headers?: Record<string, string>
}

export interface Call {
  request: IncomingMessage
  response: ServerResponse
  url: URL
  /** What the path has in place of `*`, decoded. */
  word: string
  /** Of a POST: the JSON that was sent, as it came. */
  body?: object
}

/** Undefined where it has answered by itself. */
type Handler = (call: Call) => Promise<ServedAnswer | undefined>

export interface Route {
  /** `*` stands for one word. */
  path: string
  method: 'GET' | 'POST'
  handle: Handler
}

/** What was asked for. */
export const ok = (body: object): ServedAnswer => ({ status: 200, body })

/** What a program and a person can read. */
export function refusal(status: number, message: string): ServedAnswer {
  return { status, body: { error: { message } } }
}
