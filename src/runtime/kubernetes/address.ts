import type { Address } from '../../http.ts'
import type { Part } from '../runtime.ts'
import { NAMESPACE, REPLICA_PORT, SERVICES, podsPath } from './names.ts'

/**
 * Every part through the API server's proxy: no forwarded port dies with its pod, and for a Service the server picks a
 * ready endpoint at random for each request. Equal parts get the same Address, whose connection is kept.
 */
export function proxyAddresses(api: Address): (part: Part) => Address {
  const known = new Map<Part, Address>()
  return (part) => {
    const address = known.get(part) ?? { ...api, url: api.url + proxyPath(part) }
    known.set(part, address)
    return address
  }
}

function proxyPath(part: Part): string {
  const behind = (SERVICES as Partial<Record<Part, { service: string; port: string }>>)[part]
  if (behind !== undefined) {
    const { service, port } = behind
    return `/api/v1/namespaces/${NAMESPACE}/services/${service}:${port}/proxy`
  }
  return `${podsPath}/${part}:${REPLICA_PORT}/proxy`
}
