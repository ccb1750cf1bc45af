import { exec } from '../../src/lib/exec.ts'

/* The Docker of this machine, for tests on real kind. */

/** The image of the nodes; empty where none is named. */
export const nodeImage = process.env['TESTBED_NODE_IMAGE'] ?? ''

/** Runs `docker ARGS`: what it prints. Throws where it fails. */
export async function docker(...args: string[]): Promise<string> {
  const { ok, stdout, stderr } = await exec('docker', args)
  if (!ok) throw new Error(`docker ${args.join(' ')}: ${stderr}`)
  return stdout
}

/** Why no kind lab can be made here; undefined where one can. */
export async function withoutKind(): Promise<string | undefined> {
  if (nodeImage === '') return 'TESTBED_NODE_IMAGE names no node image'
  const { ok, stderr } = await exec('docker', ['info', '--format', '{{.ServerVersion}}'], { timeoutMs: 10_000 })
  return ok ? undefined : `no Docker engine answers: ${stderr || 'docker is not there'}`
}
