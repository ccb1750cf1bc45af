import { redacted } from '../../lib/redact.ts'
import { engineVariable } from '../../runtime/kind/docker.ts'
import { type Found, type Machine, type MachineCheck, unknown } from '../check.ts'
import type { DockerFacts } from '../docker.ts'
import { install, onPath } from '../programs.ts'

const BY_HAND = 'docker info'

export const dockerCheck: MachineCheck = {
  id: 'docker',
  title: 'Docker engine',
  byHand: BY_HAND,
  async look(machine) {
    const facts = await machine.docker()
    if (facts.info === undefined) return notThere(facts, machine)
    const { ServerVersion, OperatingSystem } = facts.info
    return { status: 'ok', detail: `${ServerVersion} on ${OperatingSystem}` }
  },
}

/** What works without a Docker engine. */
const NATIVE = 'thanos-lab up --runtime native'

async function notThere({ why, said }: Extract<DockerFacts, { why: string }>, { platform }: Machine): Promise<Found> {
  const named = namedEngine()
  if (why === 'no-client') return noClient(said)
  if (why === 'podman') return { status: 'missing', detail: `the docker on PATH is podman; ${NO_PODMAN}`, fix: NATIVE }
  if (why === 'no-answer') return unknown(named === undefined ? said : `${said}, of the engine at ${named.text}`, BY_HAND)
  if (why === 'no-permission')
    return { status: 'missing', detail: `the engine refuses this user: ${said}`, fix: 'sudo usermod -aG docker "$USER" && newgrp docker' }
  if (named !== undefined)
    return {
      status: 'missing',
      detail: `no engine answers at ${named.text}: ${redacted(said)}`,
      fix: `unset ${named.variable} && thanos-lab doctor`,
    }
  return { status: 'missing', detail: `the engine does not answer: ${said}`, fix: await startDocker(platform) }
}

const NO_PODMAN = "the lab's runtime kind needs a Docker engine, and does not use kind's podman provider; native needs neither"

async function noClient(said: string): Promise<Found> {
  if ((await onPath('podman')) === undefined) return { status: 'missing', detail: said, fix: await installDocker() }
  return { status: 'missing', detail: `${said}, only podman is; ${NO_PODMAN}`, fix: NATIVE }
}

/** The variable that leads docker to another engine, with its value. */
function namedEngine(): { variable: string; text: string } | undefined {
  const variable = engineVariable()
  return variable === undefined ? undefined : { variable, text: redacted(`${variable}=${process.env[variable]}`) }
}

function installDocker(): Promise<string> {
  return install('docker', { 'apt-get': 'docker.io', dnf: 'moby-engine', brew: '--cask docker' })
}

async function startDocker(platform: NodeJS.Platform): Promise<string> {
  if (platform === 'darwin') return 'open -a Docker'
  return (await onPath('systemctl')) === undefined ? 'sudo service docker start' : 'sudo systemctl start docker'
}

/** What a check of the engine's own things finds where no engine answers: `docker` says why. */
export const noEngine: Found = { status: 'warn', detail: 'not known, as no Docker engine answers' }
