import t from 'tap'
import { ownHome } from '../storage/home.ts'
import { line } from '../cli/line.ts'

t.setTimeout(30 * 60_000)
await line(`t-line-${process.pid}`, ['--runtime', 'native'], { THANOS_LAB_HOME: ownHome(t) })
