import { type AddressInfo, type Server, createServer } from 'node:net'
import { once } from 'node:events'
import { SERVICES } from '../names.ts'

/** Ports of this machine's 127.0.0.1 behind which Query and the plain Service answer plain HTTP. */
export interface HostPorts {
  query: number
  service: number
}

/** The ports of the nodes that these lead to, fixed: a cluster is the lab's alone. */
export const NODE_PORTS: HostPorts = { query: 30_902, service: 30_090 }

/** Service name → node port. */
export const NODE_PORT_OF: Record<string, number> = {
  [SERVICES.query.service]: NODE_PORTS.query,
  [SERVICES.service.service]: NODE_PORTS.service,
}

/** Two ports that are free now. They are held together, so that they differ. */
export async function freePorts(): Promise<HostPorts> {
  const servers = [createServer(), createServer()]
  try {
    const [query = 0, service = 0] = await Promise.all(servers.map(listen))
    return { query, service }
  } finally {
    for (const server of servers) server.close()
  }
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
