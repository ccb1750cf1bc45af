import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { labFile } from '../storage/home.ts'
import t, { type Test } from 'tap'
import { bashScript } from '../../src/cli/completion.ts'
import { reports, runtimes } from '../../src/registry.ts'
import { scenarioNames } from '../../src/scenario/names.ts'
import { bin, run, thanosLab, thanosLabs } from './command-line.ts'

const runs = ['20260101T000000Z-naive-aaaa', '20260102T000000Z-kill-replica-bbbb']
const home = t.testdir({
  state: {
    runs: Object.fromEntries(runs.map((id) => [id, {}])),
    labs: { mylab: { 'lab.json': JSON.stringify(labFile('mylab', 3)) }, other: {} },
  },
  here: { 'mine.yaml': '' },
  bin: {},
})
// Without tap's own hooks, which every node would load.
const env = { NODE_OPTIONS: '', THANOS_LAB_HOME: join(home, 'state'), PATH: `${join(home, 'bin')}:${process.env['PATH']}` }
writeFileSync(join(home, 'bin', 'thanos-lab'), `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`, { mode: 0o755 })

const scenarios = await scenarioNames()
const newest = runs.toReversed()

/** What is typed → what the shell offers. */
const cases: [line: string, offered: string[]][] = [
  ['thanos-lab cha', ['chaos']],
  ['thanos-lab chaos ', [...scenarios, 'all']],
  ['thanos-lab report ', newest],
  ['thanos-lab report --format=json ', newest],
  ['thanos-lab up --runtime ', ['auto', ...runtimes.map(({ name }) => name)]],
  ['thanos-lab query \'up{a="b"}\' --name mylab --replica ', ['prometheus-0', 'prometheus-1', 'prometheus-2']],
  ['thanos-lab nonsense ', []],
  ['thanos-lab completion ', ['bash', 'zsh', 'fish']],
  ['thanos-lab chaos kill-replica kill-re', ['kill-replica']],
  ['thanos-lab scenario ', ['list', 'new', 'check', 'show']],
  ['thanos-lab scenario show kill-re', ['kill-replica']],
  ['thanos-lab scenario list --name m', ['mylab']],
  ['thanos-lab lesson ', ['list', 'start', 'next', 'check', 'hint', 'reset', 'check-all']],
  ['thanos-lab lesson start own-', ['own-scenario', 'own-thanos']],
  ['thanos-lab chaos --fail', ['--fail-fast']],
  ['thanos-lab chaos kill-re', ['kill-replica']],
  ['thanos-lab chaos --json kill-re', ['kill-replica']],
  ['thanos-lab report --format ', reports.map(({ name }) => name)],
  ['thanos-lab up --node-image localhost/kind:v1 --timing f', ['fast']],
  ['thanos-lab down --name ', ['mylab', 'other']],
  ['thanos-lab query x --name other --replica ', []],
  ['thanos-lab query up --de', []],
  ['thanos-lab query up --no-de', ['--no-dedup']],
  ['thanos-lab sim', ['simulate']],
  ['thanos-lab simulate --out', ['--outage', '--output']],
  ['thanos-lab explain ', newest],
  ['thanos-lab analyze ', newest],
  ['thanos-lab audit --format ', ['pretty', 'json', 'markdown']],
  ['thanos-lab explain --phase ', ['before', 'during', 'after']],
]
/** Those whose words another shell could split in another way. */
const shapes = cases.slice(0, 7)

const have = async (shell: string) => (await run(shell, ['--version']).catch(() => undefined))?.code === 0
const lacks = Object.fromEntries(
  await Promise.all(
    ['bash', 'zsh', 'fish'].map(async (shell) => [shell, (await have(shell)) ? false : `${shell} is not on PATH`] as const),
  ),
)

const started: Record<string, string[]> = { bash: ['--norc'], zsh: ['-f'], fish: ['--no-config'] }

/** What a shell that has taken in its script prints for each of these programs: lines. */
async function told(t: Test, shell: string, programs: string[], before = ''): Promise<string[][]> {
  const script = join(home, `script.${shell}`)
  writeFileSync(script, (await thanosLab(['completion', shell], env)).stdout)
  const all = [before, `source '${script}'`, ...programs.map((program) => `${program}\necho '.end.'`)].join('\n')
  const { stdout, stderr } = await run(shell, [...(started[shell] ?? []), '-c', all], env, join(home, 'here'))
  t.equal(stderr, '', 'nothing else comes to the terminal')
  const lines = stdout.split(/^\.end\.\n/m).map((text) => text.split('\n').filter((line) => line !== ''))
  return lines.slice(0, -1)
}

const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`

/** What readline does when the tabulator is pressed at the line's end. `ends`: what ends a word. */
function pressInBash(line: string, ends = ' ='): string {
  const word = `\${COMP_LINE##*[${ends}]}`
  return `COMP_LINE=${quoted(line)} COMP_POINT=${line.length}\n_thanos_lab thanos-lab "${word}" '' && printf '%s\\n' "\${COMPREPLY[@]}"`
}

t.test('bash', { skip: lacks['bash'] ?? false }, async (t) => {
  const answers = await told(
    t,
    'bash',
    cases.map(([line]) => pressInBash(line)),
  )
  for (const [index, [line, words]] of cases.entries()) t.same(answers[index], words, line)
})

t.test('bash: what = is to it', { skip: lacks['bash'] ?? false }, async (t) => {
  const line = 'thanos-lab up --runtime=k'
  // Where = does not end a word, readline replaces the option too.
  t.same(await told(t, 'bash', [pressInBash(line), pressInBash(line, ' ')]), [['kind'], ['--runtime=kind']])
})

t.test('bash runs nothing of the line, and falls back to files', { skip: lacks['bash'] ?? false }, async (t) => {
  const evil = join(home, 'evil')
  t.same(await told(t, 'bash', [pressInBash(`thanos-lab query "$(touch ${evil})" --no-de`)]), [['--no-dedup']])
  t.notOk(existsSync(evil))
  t.same(await told(t, 'bash', ['complete -p thanos-lab']), [['complete -o default -F _thanos_lab thanos-lab']])
  // bash 3.2, which macOS has, knows none of these.
  t.notMatch(bashScript('thanos-lab'), /mapfile|readarray|(local|declare) -A|,,\}|&>>|_get_comp_words_by_ref/)
})

// The parts of zsh's completion that the script calls, made to say what they were given.
const ZSH = `compdef() { : }
_describe() { print -rl -- $completions; return $(( ! $#completions )) }
_arguments() { print -r -- files }
press() { local -a words=("$@"); local CURRENT=$#; _thanos-lab; return 0 }`

const pressInZsh = (line: string) => `press ${(line.match(/'[^']*'|[^ ]+|(?<= )$/g) ?? []).map(quoted).join(' ')}`

t.test('zsh', { skip: lacks['zsh'] ?? false }, async (t) => {
  const answers = await told(
    t,
    'zsh',
    shapes.map(([line]) => pressInZsh(line)),
    ZSH,
  )
  for (const [index, [line, words]] of shapes.entries())
    t.same(
      answers[index]?.map((word) => word.replace(/:.*/, '')),
      words,
      line,
    )
  t.same(await told(t, 'zsh', [pressInZsh('thanos-lab chaos ./m')], ZSH), [['files']])
})

t.test('fish', { skip: lacks['fish'] ?? false }, async (t) => {
  const answers = await told(
    t,
    'fish',
    shapes.map(([line]) => `complete -C ${quoted(line)}`),
  )
  for (const [index, [line, words]] of shapes.entries())
    t.same(answers[index]?.map((word) => word.replace(/\t.*/, '')).sort(), words.toSorted(), line)
  const more = ["complete -C 'thanos-lab chaos ./m'", "complete -C 'thanos-lab up --runtime=k'"]
  t.same(await told(t, 'fish', more), [['./mine.yaml'], ['--runtime=kind']])
})

t.test('what the scripts ask: words, then whether files fit too', async (t) => {
  const asked = [
    ['chaos', './m'],
    ['report', '-o', ''],
    ['scenario', 'new', ''],
    ['scenario', 'check', 'a.yaml', './m'],
    ['up', '--node-image', ''],
    ['report', ''],
    ['status', '-'],
    [''],
  ]
  const answers = await thanosLabs(
    asked.map((words) => ['complete', '--', ...words]),
    env,
  )
  const [chaos, output, made, check, image, report, options, commands] = answers.map(({ stdout }) => stdout.trimEnd().split('\n'))
  for (const lines of [chaos, output, made, check]) t.same(lines?.at(-1), ':32')
  t.same(image, [':4'])
  t.same(report, [...newest, ':32'])
  t.match(options, [/^--name\tname of the lab$/, /^--json\t/])
  t.match(
    commands?.map((line) => line.split('\t')[0]),
    ['up', 'status', 'chaos'],
  )
})

t.test('another shell is refused with the three', async (t) => {
  const { code, stderr } = await thanosLab(['completion', 'tcsh'], env)
  t.equal(code, 2)
  t.match(stderr, /'tcsh'.*bash, zsh, fish/)
})

t.test('what only the scripts call is no command', async (t) => {
  t.equal((await thanosLab(['complete'], env)).code, 2)
  t.notMatch((await thanosLab(['--help'], env)).stdout, /^ {2}complete\b/m)
})

t.test('--help loads none of it', async (t) => {
  const [hook, hooks] = [join(home, 'hook.mjs'), join(home, 'hooks.mjs')]
  writeFileSync(hook, "import { register } from 'node:module'\nregister('./hooks.mjs', import.meta.url)\n")
  writeFileSync(hooks, "export const load = (url, context, next) => (process._rawDebug('loads ' + url), next(url, context))\n")
  const { stderr, code } = await run(process.execPath, ['--import', hook, bin, '--help'], env)
  t.equal(code, 0)
  t.match(stderr, /loads .*node_modules\/commander\//)
  t.notMatch(stderr, /loads .*node_modules\/(?!commander\/)/)
})
