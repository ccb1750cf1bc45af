import type { LabRecord } from '../../../state/labs.ts'
import { type NodeContainer, factsOf } from './found.ts'
import { NODE_PORTS } from './ports.ts'

export type Whose = 'nobody' | 'ours' | 'foreign'

/**
 * Whose the containers of a cluster's name are. Ours are those whose ids are in the record, and, where `up` was killed
 * before it could note them, a control plane with the very ports that the record has, and what was made after the record
 * while there is no control plane yet. Anything else is another's, and so is a mixture.
 */
export function whose(nodes: NodeContainer[], record: LabRecord | undefined): Whose {
  if (nodes.length === 0) return 'nobody'
  if (record?.runtime !== 'kind') return 'foreign'
  const noted = new Set(Object.values(factsOf(record).nodes))
  const planes = nodes.filter(({ role }) => role === 'control-plane')
  if (planes.length > 0) return planes.every((plane) => noted.has(plane.id) || hasOurPorts(plane, record)) ? 'ours' : 'foreign'
  const later = (node: NodeContainer) => record.state === 'making' && node.created >= Date.parse(record.createdAt)
  return nodes.every((node) => noted.has(node.id) || later(node)) ? 'ours' : 'foreign'
}

/** They were free when they were picked, so no cluster of another's has them by chance and runs. */
function hasOurPorts({ ports }: NodeContainer, record: LabRecord): boolean {
  const wanted = factsOf(record).ports
  return ports[NODE_PORTS.query] === wanted.query && ports[NODE_PORTS.service] === wanted.service
}
