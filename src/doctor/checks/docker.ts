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

async function notThere({ why, said }: Extract<DockerFacts, { why: string }>, { platform }: Machine): Promise<Found> {
  if (why === 'no-client') return { status: 'missing', detail: said, fix: await installDocker() }
  if (why === 'no-answer') return unknown(said, BY_HAND)
  if (why === 'no-permission')
    return { status: 'missing', detail: `the engine refuses this user: ${said}`, fix: 'sudo usermod -aG docker "$USER" && newgrp docker' }
  return { status: 'missing', detail: `the engine does not answer: ${said}`, fix: await startDocker(platform) }
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
