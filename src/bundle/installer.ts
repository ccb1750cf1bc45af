import { reportOf } from '../lib/errors.ts'
import type { Progress } from '../lib/progress.ts'
import { forTerminal } from '../lib/terminal.ts'
import { installBundle } from './install.ts'
import { installedText } from './text.ts'

/*
 * `bundle install` for a machine that has Node and nothing else. It is in one file in each bundle, so that tar gives it to node:
 * tar -xzOf FILE install.mjs | node --input-type=module - FILE
 */

const stop = new AbortController()
let code: number | undefined
for (const [signal, exit] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => {
    code = exit
    stop.abort()
  })

const say = (text: string) => process.stderr.write(forTerminal(`${text}\n`))

const progress: Progress = {
  async step(title, work) {
    say(`… ${title}`)
    return work(() => {})
  },
  say,
  warn: say,
}

const [file, ...more] = process.argv.slice(2)
if (file === undefined || more.length > 0) {
  say('Name the bundle: tar -xzOf FILE install.mjs | node --input-type=module - FILE')
  process.exitCode = 2
} else {
  try {
    process.stdout.write(forTerminal(`${installedText(await installBundle(file, { progress, signal: stop.signal }))}\n`))
  } catch (error) {
    const { message, hint, exit } = reportOf(error, code, 'thanos-lab')
    say(`${message}\n→ ${hint}`)
    process.exitCode = exit
  }
}
