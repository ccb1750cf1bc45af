import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { findBinaries } from '../../src/binaries/find.ts'
import { bareMachine, calm, fakeGo, listening, program, writeProgram } from './fakes.ts'

t.test('a build is called with the recipe, from the folder of its go.mod', async (t) => {
  const { bin, home, cache } = await bareMachine(t)
  await writeProgram(join(bin, 'go'), fakeGo(program('thanos', '0.42.4'), join(home, 'call')))
  const progress = listening()
  const found = await findBinaries(['thanos'], { progress, signal: calm })
  t.match(found, { thanos: { version: '0.42.4', from: 'build' } })

  const [cwd = '', environment = '', ...args] = (await readFile(join(home, 'call'), 'utf8')).trim().split('\n')
  t.match(cwd, /\/third-party\/thanos$/)
  t.match(await readdir(cwd.slice('cwd '.length)), ['go.mod', 'go.sum'])
  t.match(environment, /^CGO_ENABLED=0 GOWORK=off GOTMPDIR=.*\.partial-/)
  const output = args.splice(args.indexOf('-o'), 2)[1] ?? ''
  t.ok(output.startsWith(cache) && output.includes('.partial-'), 'it writes beside its place, not into it')
  t.same(args, [
    'build',
    '-v',
    '-mod=readonly',
    '-trimpath',
    '-tags',
    'netgo,slicelabels',
    '-ldflags',
    '-s -w -X github.com/prometheus/common/version.Version=0.42.4',
    'github.com/thanos-io/thanos/cmd/thanos',
  ])
})

t.test('modules are brought side by side, compilations come one after the other', async (t) => {
  const { bin, home } = await bareMachine(t)
  const log = join(home, 'log')
  // Only what the shell has itself: the machine is bare. Nobody compiles before both lists have begun, and compiling takes its time.
  const go = `#!/bin/sh
name=\${PWD##*/}
echo "$name $1" >> '${log}'
if [ "$1" = list ]; then
  : > '${home}/'$name
  until [ -e '${home}/prometheus' ] && [ -e '${home}/thanos' ]; do :; done
  exit
fi
while [ "$1" != -o ]; do shift; done
spent=0; while [ $spent -lt 50000 ]; do spent=$((spent + 1)); done
version=3.16.0; [ "$name" = thanos ] && version=0.42.4
printf '#!/bin/sh\\necho "%s, version %s"\\n' "$name" "$version" > "$2"
echo "$name built" >> '${log}'
`
  await writeProgram(join(bin, 'go'), go)
  await findBinaries(['prometheus', 'thanos'], { progress: listening(), signal: calm })
  const lines = (await readFile(log, 'utf8')).trim().split('\n')
  t.same(lines.slice(0, 2).toSorted(), ['prometheus list', 'thanos list'])
  const compiled = lines.slice(2).map((line) => line.split(' ')[1])
  t.same(compiled, ['build', 'built', 'build', 'built'])
})

t.test('a build tells what go is doing', async (t) => {
  const { bin, home } = await bareMachine(t)
  await writeProgram(join(bin, 'go'), fakeGo(program('kind', '0.33.0'), join(home, 'call')))
  const progress = listening()
  await findBinaries(['kind'], { progress, signal: calm })
  t.same(progress.told.slice(-3), [
    'building it with go: the first time takes some minutes',
    'downloading Go modules: 1, now example.test/module',
    'compiling: 1 of about 290 packages, now example.test/module/package',
  ])
})

const failing: [what: string, go: string, reason: RegExp][] = [
  [
    'go says why',
    'echo runtime >&2; echo "go: downloading a v1" >&2; echo "go: go.mod requires go >= 1.26.7 (running go 1.20; GOTOOLCHAIN=local)" >&2; exit 1',
    /build: go build failed: go: go.mod requires go >= 1\.26\.7 \(running go 1\.20; GOTOOLCHAIN=local\)$/,
  ],
  ['go says nothing', 'exit 2', /build: go build failed: it said nothing$/],
  [
    'it built another version',
    `[ "$1" = list ] && exit; while [ "$1" != -o ]; do shift; done; echo 'echo "kind v0.30.0"' > "$2"`,
    /build: what was installed says that it is kind 0\.30\.0$/,
  ],
  [
    'what it built does not run',
    `[ "$1" = list ] && exit; while [ "$1" != -o ]; do shift; done; echo 'exit 3' > "$2"`,
    /build: .* does not tell a version of kind/,
  ],
]

for (const [what, go, reason] of failing)
  t.test(`a build that fails says why, and leaves nothing: ${what}`, async (t) => {
    const { cache } = await bareMachine(t, { go: `#!/bin/sh\n${go}\n` })
    await t.rejects(findBinaries(['kind'], { progress: listening(), signal: calm }), { code: 'no-binary', message: reason })
    t.same(await readdir(cache), [])
  })

t.test('a full disk is said as such', async (t) => {
  await bareMachine(t, { go: '#!/bin/sh\necho "compile: writing output: write $WORK/b001/_pkg_.a: no space left on device" >&2; exit 1\n' })
  await t.rejects(findBinaries(['kind'], { progress: listening(), signal: calm }), { code: 'no-disk', message: /no space left/ })
})

t.test('one that fails does not stop the other from being kept', async (t) => {
  const { bin, home } = await bareMachine(t)
  const go = fakeGo(program('thanos', '0.42.4'), join(home, 'call'))
  await writeProgram(join(bin, 'go'), go.replace('#!/bin/sh\n', '#!/bin/sh\ncase "$PWD" in */prometheus) exit 1;; esac\n'))
  const both = findBinaries(['prometheus', 'thanos'], { progress: listening(), signal: calm })
  await t.rejects(both, {
    code: 'no-binary',
    message: /^Could not find, download or build prometheus 3\.16\.0:\n {2}prometheus\n(?!.*thanos\n)/,
  })
  t.match(await findBinaries(['thanos'], { progress: listening(), signal: calm }), { thanos: { from: 'cache' } })
})
