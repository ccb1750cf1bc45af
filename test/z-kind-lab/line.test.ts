import t from 'tap'
import { line } from '../cli/line.ts'
import { ownHome } from '../storage/home.ts'
import { nodeImage, withoutKind } from './docker.ts'

const missing = await withoutKind()
if (missing !== undefined) t.pass('the command line on kind', { skip: missing })
else {
  t.setTimeout(15 * 60_000)
  await line(`t-kindline-${process.pid}`, ['--runtime', 'kind', '--node-image', nodeImage], { THANOS_LAB_HOME: ownHome(t) })
}
