import { LabError } from '../lib/errors.ts'
import type { ContainerRef, PodRef } from './refs.ts'

/* The error `no-target`: what was to be killed, deleted or injected into is not there. `what`: the verb, such as `kill`. */

/** That very pod is gone, or another one has its name by now. */
export function podNotThere({ name, uid }: PodRef, what: string): LabError {
  return new LabError('no-target', `Pod ${name} (uid ${uid}) is not there: there is nothing to ${what}`)
}

/** The container is not running. */
export function containerNotRunning({ pod, container }: ContainerRef, what: string): LabError {
  return new LabError('no-target', `Container ${container} of ${pod} does not run: there is nothing to ${what}`)
}

/** The container's start that was meant has ended. */
export function startNotRunning({ pod, container }: ContainerRef, what: string): LabError {
  return new LabError('no-target', `That start of ${container} of ${pod} does not run: there is nothing to ${what}`)
}
