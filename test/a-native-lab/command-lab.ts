import { join } from 'node:path'
import t from 'tap'
import { statusOf } from '../../src/app/status.ts'
import type { LabStatus } from '../../src/model/answers.ts'
import { native } from '../../src/runtime/native/native.ts'
import { type Said, thanosLab } from '../cli/command-line.ts'
import { object } from '../cli/line.ts'
import { until } from '../helpers/until.ts'
import { ownHome } from '../storage/home.ts'

/** One native lab for the tests of a file, with a state folder of its own, by commands as a person types them. */
export interface CommandLab {
  name: string
  home: string
  /** Its folder in `home`, and that of its ledger. */
  folder: string
  faults: string
  env: Record<string, string>
  /** `thanos-lab` with these words, about this lab. */
  lab(...words: string[]): Promise<Said>
  /** What `status --json` says. */
  status(): Promise<LabStatus['lab']>
  /** Waits until the lab is up. Asked in this process: a command that is started again and again keeps a processor busy. */
  whole(): Promise<void>
}

/** Brings it up before the file's tests, and removes it after them. */
export function commandLab(title: string): CommandLab {
  t.setTimeout(30 * 60_000)
  const name = `t-${title}-${process.pid}`
  const home = ownHome(t)
  const env = { THANOS_LAB_HOME: home }
  const lab = (...words: string[]) => thanosLab([...words, '--name', name], env)
  t.teardown(() => lab('down', '--quiet'))
  t.before(async () => {
    const { code, stderr } = await lab('up', '--runtime', 'native')
    if (code !== 0) throw new Error(stderr)
  })
  const folder = join(home, 'labs', name)
  return {
    name,
    home,
    folder,
    faults: join(folder, 'faults'),
    env,
    lab,
    status: async () => object<LabStatus>(await lab('status', '--json')).lab,
    async whole() {
      await until(
        'the lab is up',
        async () => {
          const opened = await native.open(name)
          return opened !== undefined && (await statusOf(opened, Date.now())).lab.state === 'up'
        },
        60_000,
      )
    },
  }
}
