import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { Test } from 'tap'
import { portFinder } from '../../../src/runtime/native/ports.ts'

/** A listener on 127.0.0.1 for one test; its port. */
export async function listen(t: Test, server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** Listens and takes connections: `onSocket` does the rest. Half-closed ones stay open for writing. */
export function tcp(t: Test, onSocket: (socket: Socket) => void): Promise<number> {
  return listen(t, createServer({ allowHalfOpen: true }, onSocket))
}

export function http(t: Test, onRequest: RequestListener): Promise<number> {
  return listen(t, createHttpServer(onRequest))
}

/**
 * A port of 127.0.0.1 where nothing listens. No system hands it out: one that was free a moment ago may be taken by another test, which then
 * answers. Source: IANA, Service Name and Transport Protocol Port Number Registry (4/tcp is unassigned).
 */
export const REFUSING_PORT = 4

/** A port for a test to listen on. */
export const freePort = portFinder()

/** Sends a text, says that there is no more, and gives what came back until the other side ended. Throws where the connection breaks. */
export function talk(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
    let answer = ''
    socket.setEncoding('utf8').on('data', (part) => (answer += String(part)))
    socket.once('error', reject)
    socket.once('end', () => {
      socket.end()
      resolve(answer)
    })
    socket.end(text)
  })
}
