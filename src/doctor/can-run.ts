import { reason } from '../errors.ts'
import type { Ability, Settings } from '../model.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { MachineCheck, Result } from './check.ts'
import type { Machine } from './machine.ts'

/** Whether a runtime can run on this machine. */
export interface RuntimeAnswer {
  name: string
  ok: boolean
  /** Why not, each a sentence; empty where it can. */
  missing: string[]
  /** Ids of the checks that stop it. */
  blockedBy: string[]
  abilities: Ability[]
  /** Brings a lab up that way. */
  command: string
}

/**
 * Judges a runtime by the checks that it stands or falls with and, where none speaks against it, by its own word: that may
 * look for a node image at a registry, which the doctor does not.
 */
export async function canRun(
  runtime: Runtime,
  machine: Machine,
  checks: readonly MachineCheck[],
  results: readonly Result[],
): Promise<RuntimeAnswer> {
  const blocking = results.filter(({ id, status }) => status === 'missing' && blocks(checks, id, runtime))
  const image = runtime.name === 'kind' ? await otherImage(machine) : undefined
  const missing = blocking.length > 0 ? blocking.map(({ id, detail }) => `${id}: ${detail}`) : await ownWord(runtime, settings(image))
  const option = image === undefined ? '' : ` --node-image ${image}`
  return {
    name: runtime.name,
    ok: missing.length === 0,
    missing,
    blockedBy: blocking.map(({ id }) => id),
    abilities: [...runtime.abilities],
    command: `thanos-lab up --runtime ${runtime.name}${option}`,
  }
}

function blocks(checks: readonly MachineCheck[], id: string, { name }: Runtime): boolean {
  return checks.some((check) => check.id === id && check.blocks.includes(name))
}

async function ownWord(runtime: Runtime, of: Settings): Promise<string[]> {
  try {
    return await runtime.missing(of)
  } catch (error) {
    return [reason(error)]
  }
}

/** The node image that a kind lab needs to be told of here; undefined where the standard one serves, or none. */
async function otherImage(machine: Machine): Promise<string | undefined> {
  const images = await machine.nodeImages()
  return images === undefined || (images.standardHere && images.refused === undefined) ? undefined : images.others[0]
}

function settings(nodeImage: string | undefined): Settings {
  const least: Settings = { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast', workers: 0 }
  return nodeImage === undefined ? least : { ...least, nodeImage }
}
