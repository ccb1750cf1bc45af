import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Command, inTurn, type Row, table } from './measure.ts'
import { modelTable } from './model.ts'

/*
 * `npm run bench [-- help model native kind builds]`: each figure beside another one of the same run, as machines differ and drift.
 * Medians; commands of a comparison take turns. Needs prometheus and thanos on PATH; kind parts need kind, kubectl,
 * a Docker engine and TESTBED_NODE_IMAGE; `builds` needs Go, takes a quarter of an hour and must be asked for.
 */

const root = fileURLToPath(new URL('../../..', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'thanos-lab-bench-'))
process.env['THANOS_LAB_HOME'] = home
const lab = (...args: string[]) => ({ program: process.execPath, args: [join(root, 'bin/thanos-lab.js'), ...args, '--quiet'] })
const script = (name: string, ...args: string[]) => ({ program: join(root, 'bench', name), args, printsEnd: true })
const name = `bench-${process.pid}`
const down = () => void spawnSync(process.execPath, [join(root, 'bin/thanos-lab.js'), 'down', '--name', name, '--quiet'])

function helpRows(): Row[] {
  const [help = 0, node = 0] = inTurn(
    [
      { name: '--help', program: process.execPath, args: [join(root, 'bin/thanos-lab.js'), '--help'] },
      { name: 'node -e 0', program: process.execPath, args: ['-e', '0'] },
    ],
    21,
  )
  return [{ what: '`--help`', seconds: help, against: '`node -e 0`', theirs: node, limit: '1.6' }]
}

function nativeRows(): Row[] {
  return (['fast', 'stock'] as const).flatMap((timing) => {
    const up: Command = {
      name: `native up, ${timing}`,
      ...lab('up', '--runtime', 'native', '--timing', timing, '--name', name),
      after: down,
    }
    const plain: Command = { name: `shell script, ${timing}`, ...script('plain-native.sh', timing, '15000') }
    const [ours = 0, theirs = 0] = inTurn([up, plain], timing === 'fast' ? 7 : 1)
    const limit = timing === 'fast' ? '1.15' : '-'
    return [{ what: `native \`up\`, ${timing}`, seconds: ours, against: `the same programs by a shell script, ${timing}`, theirs, limit }]
  })
}

function againRow(runtime: string, ...more: string[]): Row {
  const up = lab('up', '--runtime', runtime, '--name', name, ...more)
  spawnSync(up.program, up.args)
  const [again = 0, node = 0] = inTurn(
    [
      { name: `second ${runtime} up`, ...up },
      { name: 'node -e 0', program: process.execPath, args: ['-e', '0'] },
    ],
    5,
  )
  down()
  return { what: `second \`up\`, ${runtime}`, seconds: again, against: '`node -e 0`', theirs: node, limit: '1.5 s' }
}

function kindRows(): Row[] {
  const image = process.env['TESTBED_NODE_IMAGE']
  if (image === undefined) {
    process.stderr.write('kind is left out: TESTBED_NODE_IMAGE names no node image\n')
    return []
  }
  const remove = () => void spawnSync('kind', ['delete', 'cluster', '--name', `${name}-bare`])
  const kubeconfig = join(home, 'bare.kubeconfig')
  const up: Command = { name: 'kind up', ...lab('up', '--runtime', 'kind', '--node-image', image, '--name', name), after: down }
  const bare: Command = {
    name: 'kind create cluster',
    program: 'kind',
    args: ['create', 'cluster', '--name', `${name}-bare`, '--image', image, '--kubeconfig', kubeconfig],
    after: remove,
  }
  const plain: Command = { name: 'plain script', ...script('plain-kind.sh', `${name}-plain`, image, join(root, 'manifests')) }
  const [ours = 0, create = 0] = inTurn([up, bare], 3)
  const [byHand = 0] = inTurn([plain], 1)
  return [
    { what: 'kind `up`', seconds: ours, against: 'bare `kind create cluster`', theirs: create, limit: '2.2 (aim 1.6)' },
    { what: 'kind `up`', seconds: ours, against: 'the plain script', theirs: byHand, limit: '0.45' },
    againRow('kind', '--node-image', image),
  ]
}

/** Both programs from empty caches, with no release to be had: `up` has to build them. */
function buildRows(): Row[] {
  const caches = mkdtempSync(join(home, 'caches-'))
  const withoutEngines = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !existsSync(join(folder, 'prometheus')))
  const env = {
    PATH: withoutEngines.join(delimiter),
    THANOS_LAB_CACHE: join(caches, 'binaries'),
    THANOS_LAB_RELEASES: 'http://127.0.0.1:9',
    GOCACHE: join(caches, 'cache'),
    GOMODCACHE: join(caches, 'modules'),
  }
  // Go makes its modules read-only.
  const after = () => void (down(), spawnSync('chmod', ['-R', 'u+w', caches]))
  const up: Command = { name: 'up that builds', ...lab('up', '--runtime', 'native', '--name', name), env, after }
  const [ours = 0, theirs = 0] = inTurn([up, { name: 'bare builds', ...script('plain-builds.sh', join(root, 'third-party')) }], 1)
  return [{ what: 'native `up` that builds both programs', seconds: ours, against: 'the bare `go build`s', theirs, limit: '1.1' }]
}

const asked = process.argv.slice(2)
const wanted = (part: string) => asked.length === 0 || asked.includes(part)
try {
  if (wanted('model')) process.stdout.write(`The model of the merge, on one core\n\n${modelTable()}\n\n`)
  const rows = [
    ...(wanted('help') ? helpRows() : []),
    ...(wanted('native') ? [...nativeRows(), againRow('native')] : []),
    ...(wanted('kind') ? kindRows() : []),
    ...(asked.includes('builds') ? buildRows() : []),
  ]
  if (rows.length > 0) process.stdout.write(`Medians, ${cpus().length} processors, Node ${process.versions.node}\n\n${table(rows)}\n`)
} finally {
  down()
  rmSync(home, { recursive: true, force: true })
}
