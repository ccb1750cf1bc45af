import type { Pod } from '../../../src/model/lab.ts'
import { waitSteady } from '../../../src/observe/readiness.ts'
import type { Lab } from '../../../src/runtime/runtime.ts'
import { until } from '../../helpers/until.ts'

/** A series that every replica scrapes, with a phase of its own on each. */
export const WITNESS = 'up{job="thanos-query"}'

/** What changes when anything is started again. */
export function identity(pods: Pod[]): unknown {
  return pods.map(({ name, uid, containers }) => [name, uid, containers.map(({ id, restarts }) => [id, restarts])])
}

/** The pod of that name as it is there now, not on its way out; undefined while it is away. */
export async function podThere(lab: Lab, name: string): Promise<Pod | undefined> {
  return (await lab.pods()).find((pod) => pod.name === name && !pod.deleting)
}

/** The pod of that name once it is Ready and another than `uid`. */
export function successor(lab: Lab, name: string, uid: string): Promise<Pod> {
  return until(
    `${name} is Ready again`,
    async () => {
      const pod = await podThere(lab, name)
      return pod !== undefined && pod.uid !== uid && pod.ready ? pod : undefined
    },
    90_000,
  )
}

/** Every pod Ready, every store healthy, and the witness scraped by all: a Prometheus that was started begins to scrape 5 s later. */
export function steady(lab: Lab): Promise<void> {
  return waitSteady(lab, { deadline: Date.now() + 90_000, signal: new AbortController().signal, scraped: [WITNESS] })
}

/** Every pod Ready, every store healthy: for what needs no samples. */
export function whole(lab: Lab): Promise<void> {
  return waitSteady(lab, { deadline: Date.now() + 90_000, signal: new AbortController().signal })
}
