import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { exec } from '../../src/lib/exec.ts'
import { native } from '../../src/runtime/native/native.ts'
import type { LabPlan } from '../../src/runtime/native/plan.ts'
import type { PodRef } from '../../src/runtime/refs.ts'
import { ownHome } from '../storage/home.ts'
import { runtimeContract } from '../runtime/contract.ts'

// Where neither PATH nor the cache has the programs they are built, which takes minutes.
t.setTimeout(30 * 60_000)

const name = `t-native-${process.pid}`
const folder = join(ownHome(t), 'labs', name)
const marker = ({ name: pod }: PodRef) => join(folder, 'pods', pod, 'volumes', 'config-shared', 'marker')

/** Every port that the lab has ever been given. */
const ports = new Set<number>()

async function left(): Promise<string[]> {
  const { stdout } = await exec('ps', ['-A', '-ww', '-o', 'pid=,stat=,command='])
  const running = stdout.split('\n').filter((line) => line.includes(`${folder}/`) || line.endsWith(folder))
  const plan = await readFile(join(folder, 'plan.json'), 'utf8').catch(() => undefined)
  const { slots, relays } = plan === undefined ? { slots: [], relays: [] } : (JSON.parse(plan) as LabPlan)
  for (const port of [...relays.map((relay) => relay.port), ...relays.flatMap(({ targets }) => targets.map((target) => target.port))])
    ports.add(port)
  const open = (await Promise.all([...ports].map(async (port) => ((await listens(port)) ? [`port ${port}`] : [])))).flat()
  if (slots.length > 0 && ports.size < 10) throw new Error('the plan has changed: this test no longer knows its ports')
  return [...running, ...open]
}

/** Every process as it was called, and every file that is mounted into one. */
async function footprint(): Promise<unknown> {
  const { stdout } = await exec('ps', ['-A', '-ww', '-o', 'command='])
  const { slots } = JSON.parse(await readFile(join(folder, 'plan.json'), 'utf8')) as LabPlan
  const configs = slots.flatMap(({ volumes }) => volumes.filter(({ kind }) => kind === 'config').map((volume) => volume.folder))
  const files = (await Promise.all(configs.map(async (config) => (await readdir(config)).map((file) => join(config, file))))).flat()
  const texts = await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')]))
  return [
    stdout
      .split('\n')
      .filter((line) => line.includes(`${folder}/`))
      .sort(),
    texts,
  ]
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => (socket.destroy(), resolve(true)))
    socket.once('error', () => resolve(false))
  })
}

await runtimeContract({
  runtime: native,
  settings: { replicas: 2, scrapeIntervalMs: 1000, timing: 'fast', workers: 0 },
  name,
  upMs: 60_000,
  leaseMs: 8000,
  mark: (pod) => writeFile(marker(pod), ''),
  marked: (pod) =>
    stat(marker(pod)).then(
      () => true,
      () => false,
    ),
  footprint,
  left,
})
