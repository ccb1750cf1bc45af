import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { thanosLab } from '../cli/command-line.ts'
import { labLies } from '../liars/lab-lies.ts'
import { ownHome } from '../storage/home.ts'
import { docker, nodeImage, withoutKind } from './docker.ts'

/* Lies that are told to a real lab on kind: none of these runs passes. */

const missing = await withoutKind()
if (missing !== undefined) t.pass('liars on kind', { skip: missing })
else {
  t.setTimeout(30 * 60_000)
  const name = `t-liars-${process.pid}`
  const home = ownHome(t)
  const env = { THANOS_LAB_HOME: home }
  t.teardown(() => thanosLab(['down', '--quiet', '--name', name], env))
  const { code, stderr } = await thanosLab(['up', '--runtime', 'kind', '--node-image', nodeImage, '--name', name], env)
  t.equal(code, 0, stderr)
  labLies({
    name,
    home,
    async standStill(ms) {
      await docker('pause', `${name}-control-plane`)
      await sleep(ms).finally(() => docker('unpause', `${name}-control-plane`))
    },
  })
}
