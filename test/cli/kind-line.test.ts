import t from 'tap'
import { exec } from '../../src/lib/exec.ts'
import { ownHome } from '../storage/home.ts'
import { line } from './line.ts'

const nodeImage = process.env['TESTBED_NODE_IMAGE'] ?? ''
const engine = await exec('docker', ['info', '--format', '{{.ServerVersion}}'], { timeoutMs: 10_000 })

if (nodeImage === '') t.pass('skipped', { skip: 'TESTBED_NODE_IMAGE names no node image' })
else if (!engine.ok) t.pass('skipped', { skip: 'no Docker engine answers' })
else {
  t.setTimeout(15 * 60_000)
  await line(`t-kindline-${process.pid}`, ['--runtime', 'kind', '--node-image', nodeImage], { THANOS_LAB_HOME: ownHome(t) })
}
