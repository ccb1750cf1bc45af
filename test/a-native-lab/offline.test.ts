import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { run, thanosLab } from '../cli/command-line.ts'
import { object } from '../cli/line.ts'
import type { BundleAnswer } from '../../src/model/bundle-answers.ts'

/*
 * A bundle is written here, and installed where there is no route, no npm, no thanos-lab and an empty home: then a lab comes up and is used. A network
 * namespace of an own user does that; where the system gives none, the test says so.
 */

t.setTimeout(10 * 60_000)

/** All that the other machine has on its PATH. */
const TOOLS = ['cat', 'dirname', 'gzip', 'ip', 'ls', 'ps', 'readlink', 'sh', 'tar']

const SCRIPT = `
set -e
ip link set lo up
tar -xzOf "$1" install.mjs | node --input-type=module - "$1" >"$HOME/said"
export PATH="$(ls -d "$HOME"/.cache/thanos-lab/lab/*):$PATH"
cat "$HOME/said"
trap 'thanos-lab down --quiet' EXIT
thanos-lab up --runtime native --quiet
thanos-lab chaos "$2" --quiet || test $? = 4
thanos-lab explain --quiet
node --input-type=module -e '
  import { spawn } from "node:child_process"
  const serving = spawn("thanos-lab", ["dashboard", "--json"], { stdio: ["ignore", "pipe", "ignore"] })
  let said = ""
  for await (const part of serving.stdout) if ((said += part).trimEnd().endsWith("}")) break
  const page = await fetch(JSON.parse(said).url)
  console.log("page", page.status, (await page.text()).includes("<title>"))
  serving.kill("SIGTERM")
'
`

const noNamespace = () => {
  try {
    execFileSync('unshare', ['-rn', 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'ignore' })
    return false
  } catch {
    return 'no network namespace can be made here (unshare -rn ip link set lo up)'
  }
}

t.test('a bundle brings the lab to a machine without a network', { skip: noNamespace() }, async (t) => {
  const top = mkdtempSync(join(realpathSync(tmpdir()), 'thanos-lab-test-'))
  t.teardown(() => rmSync(top, { recursive: true, force: true, maxRetries: 5 }))
  const [home, bin] = [join(top, 'home'), join(top, 'bin')]
  for (const folder of [home, bin]) mkdirSync(folder)
  symlinkSync(process.execPath, join(bin, 'node'))
  for (const tool of TOOLS) symlinkSync(execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim(), join(bin, tool))
  const file = join(top, 'lab.tar.gz')
  const { size, files } = object<BundleAnswer>(await thanosLab(['bundle', '-o', file, '--json', '--quiet']))
  t.ok(files > 100 && size < 150e6, `${files} files, ${size} bytes`)

  const scenario = fileURLToPath(new URL('../scenarios/no-fault.yaml', import.meta.url))
  const unset = [
    'THANOS_LAB_HOME',
    'THANOS_LAB_CACHE',
    'THANOS_LAB_BINARIES',
    'XDG_CACHE_HOME',
    'XDG_STATE_HOME',
    'NODE_OPTIONS',
    'DOCKER_HOST',
  ]
  const words = ['-rn', '/usr/bin/env', ...unset.flatMap((name) => ['-u', name]), `PATH=${bin}`, 'sh', '-c', SCRIPT, 'sh', file, scenario]
  const { code, stdout, stderr } = await run('unshare', words, { HOME: home })
  t.equal(code, 0, stderr)
  t.match(stdout, /^Installed thanos-lab \S+ for \S+-\S+, .* MB, in .*\/home\/\.cache\/thanos-lab\/lab\//)
  t.match(stdout, /\n {2}thanos-lab up --runtime native\n/)
  t.match(stdout, /Lab thanos-lab \(native\) is up/)
  t.match(stdout, /\nINCONCLUSIVE  Nothing happens\n/)
  t.match(stdout, /The model and Query agree on all \d+ samples/)
  t.match(stdout, /page 200 true/)
})
