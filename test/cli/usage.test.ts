import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { EXAMPLES } from '../../src/cli/examples.ts'
import { bin, run, type Said, thanosLabs } from './command-line.ts'

/* What is refused, and what works without a lab, as a person types it. */

const home = t.testdir({ state: {}, file: '', 'mine.yaml': 'title: 5\n' })
const bad = fileURLToPath(new URL('../scenarios/bad/misspelt.yaml', import.meta.url))
const env = { THANOS_LAB_HOME: join(home, 'state'), NODE_OPTIONS: '' }
const typed = (line: string[], more: Record<string, string> = {}): Promise<Said> =>
  run(process.execPath, [bin, ...line], { ...env, ...more }, home)

async function each<T extends { line: string[] }>(cases: T[], check: (one: T, said: Said) => void): Promise<void> {
  const answers = await thanosLabs(
    cases.map(({ line }) => line),
    env,
    home,
  )
  for (const [index, one] of cases.entries()) check(one, answers[index]!)
}

const usage: [line: string, stderr: RegExp][] = [
  ['dance', /unknown command 'dance'/],
  ['upp', /unknown command 'upp'\n.*up/],
  ['up --fast', /unknown option '--fast'/],
  ['up now', /too many arguments/],
  ['up --name ../x', /'\.\.\/x' is invalid.*at most 40 small letters, digits and dashes/],
  ['up --name Lab', /'Lab' is invalid/],
  [`up --name ${'a'.repeat(41)}`, /at most 40/],
  ['down --name -x', /name/],
  ['up --timeout soon', /'soon' is invalid.*Type a duration such as 15s/],
  ['up --timeout 0s', /'0s' is invalid/],
  ['up --scrape-interval 100ms', /from 500ms to 2m/],
  ['up --scrape-interval 1', /Type a duration such as/],
  ['up --replicas 0', /a whole number from 1 to 9/],
  ['up --replicas two', /a whole number/],
  ['up --timing slow', /'slow' is invalid.*fast, stock/],
  ['up --runtime docker', /'docker' is invalid/],
  ['chaos', /Name a scenario, a scenario file, or all\n→ thanos-lab chaos --list/],
  ['chaos kill-replca', /no scenario 'kill-replca'; did you mean 'kill-replica'\?/],
  ['chaos ./none.yaml', /There is no file none\.yaml/],
  ['chaos kill-replica mine.yaml ./none.yaml', /mine\.yaml:1:8: expected text, found 5\n(.*\n)*There is no file none\.yaml/],
  ['chaos all kill-replca', /did you mean 'kill-replica'/],
  ['chaos all --shuffle', /--shuffle <seed>' argument missing/],
  ['chaos mine.yaml', /mine\.yaml:1:8: expected text, found 5/],
  [`chaos ${bad}`, /misspelt\.yaml:\d+:\d+: .*did you mean 'kill'\?/],
  ['scenario show', /missing required argument 'scenario'/],
  ['scenario check', /missing required argument 'file'/],
  ['scenario new mine.yaml', /mine\.yaml already exists/],
  ['bundle', /thanos-lab bundle needs -o: the file to write\n→ thanos-lab bundle -o thanos-lab\.tar\.gz/],
  ['bundle install', /missing required argument 'file'/],
  ['query', /missing required argument 'expr'/],
  ['audit', /required option '--query-url <url>' not specified/],
  [`up --image-mirror https://m.example.com`, /is invalid.*Type the host of a registry/],
  [`bundle -o x.tar.gz --node-image x`, /--node-image needs --kind/],
  ['audit --query-url http://127.0.0.1:1 --since -6h', /'-6h' is invalid/],
  ['audit --query-url http://127.0.0.1:1 --max-requests 3', /a whole number from 10 to/],
  ['audit --query-url http://127.0.0.1:1 --match rate(up[1m])', /--match: expected a selector/],
  ['audit --query-url http://127.0.0.1:1 --rules none.yaml', /--rules none\.yaml cannot be read: ENOENT/],
  ['audit --query-url http://127.0.0.1:1 --rules mine.yaml', /--rules mine\.yaml has no expression/],
  ['query up --via nowhere', /'nowhere' is invalid/],
  ['query up --range -1m', /'-1m' is invalid/],
  ['query up --replica prometheus-0 --via service', /Give --replica or --via, not both/],
  ['report --format pdf', /'pdf' is invalid/],
  ['report', /No run is kept yet\n→ thanos-lab chaos kill-replica/],
  ['report ../x', /There is no file \.\.\/x/],
  ['report 20260101T000000Z-none-aaaa', /There is no run 20260101T000000Z-none-aaaa[^]*→ thanos-lab runs/],
  ['report state', /no run\.json in .*state, or below it\n→ thanos-lab runs/],
  ['report mine.yaml', /mine\.yaml is not a run/],
  ['explain', /No run is kept yet\n→ thanos-lab chaos kill-replica/],
  ['analyze', /No run is kept yet\n→ thanos-lab chaos kill-replica/],
  ['dashboard --port 0.5', /'0\.5' is invalid/],
  ['dashboard 20260101T000000Z-none-aaaa', /There is no run 20260101T000000Z-none-aaaa[^]*→ thanos-lab runs/],
  ['completion tcsh', /tcsh/],
  // what later versions have
  ['up --runtime cluster', /'cluster' is invalid/],
  ['up --context c', /unknown option '--context'/],
]

t.test('usage: exit 2, what is wrong, and the next command', async (t) => {
  await each(
    usage.map(([line, stderr]) => ({ line: line.split(' '), wanted: stderr })),
    ({ line, wanted }, { code, stdout, stderr }) => {
      t.equal(code, 2, `${line.join(' ')}: ${stderr}`)
      t.match(stderr, wanted)
      t.match(stderr, /\n→ .*thanos-lab/, 'a next command')
      t.notMatch(stderr, /\n\s+at /, 'no stack')
      t.equal(stdout, '', 'nothing on stdout')
    },
  )
  t.same(await readdir(join(home, 'state')), [], 'nothing was written')
})

const without: { line: string[]; code: number; stdout?: RegExp; stderr?: RegExp }[] = [
  { line: ['--help'], code: 0, stdout: /^Usage: thanos-lab/ },
  { line: ['chaos', '--help'], code: 0, stdout: /Usage: thanos-lab chaos/ },
  { line: ['--version'], code: 0, stdout: /^\d+\.\d+\.\d+\n$/ },
  { line: ['status'], code: 3, stdout: /There is no lab "thanos-lab"/ },
  { line: ['chaos', 'kill-replica'], code: 3, stderr: /There is no lab "thanos-lab"\n→ thanos-lab up\n/ },
  { line: ['dashboard', '--name', 'x'], code: 3, stderr: /There is no lab "x"\n→ thanos-lab up --name x\n/ },
  { line: ['query', 'up', '--name', 'x'], code: 3, stderr: /There is no lab "x"\n→ thanos-lab up --name x\n/ },
  { line: ['chaos', '--list'], code: 0, stdout: /^kill-replica\n {2}The replica that Query prefers is killed\n/m },
  // A CI server reads stdout alone.
  {
    line: ['report', '--format', 'tap'],
    code: 2,
    stdout: /^TAP version 14\nBail out! No run is kept yet \(thanos-lab chaos kill-replica\)\n$/,
  },
  { line: ['runs'], code: 0, stdout: /No run is saved yet/ },
  { line: ['runs', 'prune', '--keep', '0'], code: 0, stdout: /No saved run is that old; 0 runs kept/ },
  // Nothing is removed that nobody has named a limit for.
  { line: ['runs', 'prune'], code: 2, stderr: /needs --keep or --older-than[^]*→ thanos-lab runs prune --keep 100 --dry-run/ },
  { line: ['heal'], code: 0, stdout: /No fault is open/ },
  { line: ['down'], code: 0, stdout: /There is no lab/ },
  { line: ['down'], code: 0, stdout: /There is no lab/ },
  { line: ['completion', 'bash'], code: 0, stdout: /thanos-lab/ },
]

t.test('without a lab', async (t) => {
  await each(without, ({ line, code, stdout = /^/, stderr = /^/ }, said) => {
    t.match(said, { code, stdout, stderr }, line.join(' '))
    t.notMatch(said.stderr, /\n\s+at /)
  })
})

t.test('a hint leads to the help of the command that was typed', async (t) => {
  const hints: [line: string, help: string][] = [
    ['dance', 'thanos-lab --help'],
    ['up --fast', 'thanos-lab up --help'],
    ['scenario show', 'thanos-lab scenario show --help'],
  ]
  await each(
    hints.map(([line, help]) => ({ line: [...line.split(' '), '--json'], help })),
    ({ help }, { stdout, stderr }) => {
      t.ok(stderr.endsWith(`→ ${help}\n`), stderr)
      t.match(JSON.parse(stdout), { error: { code: 'usage', hint: help } })
    },
  )
})

t.test('every help ends with examples, and shows a default as a person types it', async (t) => {
  const helps = Object.entries(EXAMPLES).map(([command, examples]) => ({
    command,
    examples,
    line: [...(command === 'thanos-lab' ? [] : command.split(' ')), '--help'],
  }))
  await each(helps, ({ command, examples }, { code, stdout }) => {
    t.equal(code, 0, command)
    t.ok(stdout.endsWith(`\nExamples:\n${examples.map((line) => `  ${line}\n`).join('')}`), command)
    t.notMatch(stdout, /default: (false|\d{4,}|")/, command)
  })
})

t.test('help names every command that there is, and no other', async (t) => {
  const { stdout } = await typed(['--help'])
  const named = [...stdout.matchAll(/^ {2}([a-z]+)(?![\w-])/gm)].map(([, name]) => name)
  const commands =
    'analyze audit bundle chaos class completion dashboard demo doctor down explain heal lesson query report runs scenario simulate status up'
  t.same(named.sort(), commands.split(' '))
})

t.test('without words it shows the help, and that this is no command', async (t) => {
  t.match(await typed([]), { code: 2, stderr: /Usage: thanos-lab/ })
})

t.test('a state folder that cannot be one', async (t) => {
  const elsewhere = { THANOS_LAB_HOME: join(home, 'file', 'inner') }
  const answers = await Promise.all([
    typed(['up', '--runtime', 'native'], elsewhere),
    typed(['status'], elsewhere),
    typed(['runs'], elsewhere),
  ])
  t.match(answers[0], { code: 3, stderr: /Could not write .*file\/inner.*\n→ .*THANOS_LAB_HOME/ })
  t.same(
    answers.map(({ stderr }) => /bug/.test(stderr)),
    [false, false, false],
  )
})
