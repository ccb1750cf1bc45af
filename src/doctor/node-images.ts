import { exec } from '../exec.ts'
import { DEFAULT_NODE_IMAGE } from '../runtime/kubernetes/kind/config.ts'
import { cgroupRefusal, versionInTag } from '../runtime/kubernetes/kind/missing.ts'
import { DOCKER_MS, type DockerFacts } from './docker.ts'

/** Which images a kind node could be made from here. */
export interface NodeImages {
  /** kind's own choice. */
  standard: string
  standardHere: boolean
  /** Why this machine cannot run the standard one; left out where it can. */
  refused?: string
  /** Others that are here and that this machine can run, the newest Kubernetes first. */
  others: string[]
}

/** Asks the engine for its images; undefined where no engine answers. */
export async function findNodeImages({ info }: DockerFacts): Promise<NodeImages | undefined> {
  if (info === undefined) return undefined
  const refusal = (image: string) => (info.CgroupVersion === '1' ? cgroupRefusal(image, versionInTag(image)) : undefined)
  const [standard, listed] = await Promise.all([
    exec('docker', ['image', 'inspect', '--format', '{{.Id}}', DEFAULT_NODE_IMAGE], { timeoutMs: DOCKER_MS }),
    exec('docker', ['image', 'ls', '--format', '{{.Repository}}:{{.Tag}}'], { timeoutMs: DOCKER_MS }),
  ])
  const refused = refusal(DEFAULT_NODE_IMAGE)
  return {
    standard: DEFAULT_NODE_IMAGE,
    standardHere: standard.ok,
    ...(refused === undefined ? {} : { refused }),
    others: newestFirst(listed.stdout.split('\n').filter((image) => isNodeImage(image) && refusal(image) === undefined)),
  }
}

/** `kindest/node:v1.37.0`, `localhost/kind-node:v1.34.4`: kind's name for them, or one that says what it is. */
function isNodeImage(image: string): boolean {
  return /(^|\/)(kindest\/node|kind-node):/.test(image) && versionInTag(image) !== undefined
}

function newestFirst(images: string[]): string[] {
  const numeric = new Intl.Collator('en', { numeric: true })
  return images.sort((a, b) => numeric.compare(versionInTag(b) ?? '', versionInTag(a) ?? ''))
}
