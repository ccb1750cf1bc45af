import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'

/* One term for one thing: terms that this project gave up, so that they do not come back in code, file names, scenarios, schemas or docs. */

const PLACES = ['src', 'scenarios', 'test/scenarios', 'schemas', 'docs', 'README.md', 'README.zh-CN.md']
const TEXT = /\.(ts|tsx|js|css|html|ya?ml|json|md|txt)$/

/** Retired term → what to write. Each is looked for in the words of identifiers, too. */
const RETIRED: [term: RegExp, use: string][] = [
  [/\bstruck\b/, 'victim'],
  [/\b(fore(tell|tells|told|see|sees|seen|saw))\b/, 'predict, prediction'],
  [/\bdoubt(s|ed|ful)?\b/, 'inconclusive, reason, precondition'],
  [/\bbeats?\b/, 'probe result'],
  [/\bsteady probes?\b/, 'probe'],
  [/\bholes?\b/, 'gap'],
  [/\b(un)?play(s|ed|er|ers|ing)?\b/, 'run'],
  [/\b(told|judged) again\b/, 'show a saved run, re-evaluate'],
  [/\b(goes|go|gone|going|went) over\b/, 'switch'],
  [/\bchang(e|es|ed) sides\b/, 'switch'],
  [/\b(held|holds|hold) back\b/, 'penalty'],
  [/\b(passed|passes|pass) over\b/, 'skip'],
  [/\bquery (does not )?follow(s|ed)?\b|\bfollowed (one|replica)\b|\bunfollowed\b/, 'preferred replica'],
  [/\bsights?\b/, 'snapshot'],
  [/\bjournals?\b/, 'run record'],
  [/\btroubles?\b/, 'error'],
  [/\babilit(y|ies)\b/, 'capability'],
  [/\bdisturb(s|ed|ing|er|ers|ance|ances)?\b/, 'inject, injection'],
  [/\bin force\b/, 'active'],
  [/\b(un)?settle(s|d)?\b/, 'resolve'],
  [/\b(un)?proven\b|\bproofs?\b/, 'verified, evidence'],
  [/\bengines?\b/, 'binary, binaries'],
  [/\brooms?\b|\bhouses?\b/, 'module, code base'],
  [/\bquestions?\b/, 'query'],
  [/\bmend(s|ed|ing)?\b/, 'fix'],
  [/\banew\b/, 'again'],
  // Names of a scenario file, of the command line, and of checks, faults and scenarios.
  [/\bask: ['"]/, 'query:'],
  [/\bhold: (\d|'|\{)/, 'for:'],
  [/\bwhen: (outage|after)\b/, 'phase: during, phase: after'],
  [/\b(rate-)?as-predicted\b|\bhistories-differ\b/, 'matches-model, rate-matches-model, replica-diff'],
  [/\bdrain-in-turn\b|\bcut-(sidecar|target)\b/, 'drain-each, partition-sidecar, unreachable-target'],
  [/\bmerge\/cut\b/, 'partition'],
  [/--from-scratch\b/, 'the command simulate'],
]

/** What may stay: the words, where, and why. */
const ALLOWED: { words: RegExp; file: RegExp; why: string }[] = [
  { words: /\ball settled\b/g, file: /^src\//, why: 'Promise.allSettled' },
  { words: /\bengine\b/g, file: /^src\/(doctor|runtime\/kind)\/|^docs\/doctor\.md$/, why: 'the Docker engine' },
  { words: /\b(docker('s)?|no) engine\b/g, file: /./, why: 'the Docker engine' },
  { words: /\bengine\b/g, file: /^src\/observe\/store-samples\.ts$/, why: "a parameter of Query's API" },
  { words: /\bengines\b/g, file: /^src\/doctor\/checks\/node\.ts$/, why: 'a field of package.json' },
  { words: /\bjournal\b/g, file: /^src\/runtime\/kind\/diagnose\.ts$/, why: 'the name of the log of systemd' },
  { words: /\bquestion\b/g, file: /^src\/cli\/commands\/lesson\.ts$/, why: "a function of Node's readline" },
  {
    words: /\b(rooms?|questions?)\b/g,
    file: /^src\/(room|web\/page\/room)\/|^src\/(app|web\/server|web\/page)\/(lesson\/)?(course|room|room-news|main|data|run-scenario|style)\.|^src\/(cli\/.*|model\/)class|^src\/(cli\/examples|lib\/errors)\.|class|^src\/lesson\/predictions\.|^docs\/(architecture|dependencies)\.md$/,
    why: 'a room of learners, and what a lesson asks them (thanos-lab class)',
  },
  { words: /\broom\b/g, file: /^src\/doctor\//, why: 'free space on a disk or in memory' },
]

interface Hit {
  file: string
  line: number
  found: string
  use: string
}

/** The words of a line in small letters; those of an identifier apart: `unprovenFault` → `unproven fault`. */
function wordsOf(line: string): string {
  return line
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase()
}

function hitsIn(file: string, text: string): Hit[] {
  const allowed = ALLOWED.filter((one) => one.file.test(file))
  const lines = [file, ...text.split('\n')]
  return lines.flatMap((line, number) => {
    const words = allowed.reduce((rest, one) => rest.replaceAll(one.words, ''), wordsOf(line))
    return RETIRED.flatMap(([term, use]) => {
      const found = term.exec(words)?.[0]
      return found === undefined ? [] : [{ file, line: number, found, use }]
    })
  })
}

const root = new URL('../../', import.meta.url)

function filesIn(place: string): string[] {
  if (TEXT.test(place)) return [place]
  const all = readdirSync(new URL(`${place}/`, root), { recursive: true }).map((name) => `${place}/${String(name)}`)
  return all.filter((name) => TEXT.test(name)).sort()
}

const texts = PLACES.flatMap(filesIn).map((file) => ({ file, text: readFileSync(new URL(file, root), 'utf8') }))

t.test('a retired term is found in prose, in identifiers, in phrases and in file names', async (t) => {
  const found = (line: string) => hitsIn('src/x.ts', line).map((hit) => hit.found)
  t.same(found('const struckReplica = 1'), ['struck'])
  t.same(found('THANOS_LAB_ENGINES'), ['engines'])
  t.same(found('replica-1 was held back, and Query goes over'), ['goes over', 'held back'])
  t.same(found('a heartbeat, the whole display, a replay of the log; await Promise.allSettled(all)'), [])
  t.same(hitsIn('scenarios/cut-sidecar.yaml', ''), [
    { file: 'scenarios/cut-sidecar.yaml', line: 0, found: 'cut-sidecar', use: 'drain-each, partition-sidecar, unreachable-target' },
  ])
  t.same(hitsIn('src/doctor/checks/engine.ts', 'the engine does not answer'), [])
})

t.test('an exception that nothing needs is removed', async (t) => {
  for (const { words, file, why } of ALLOWED)
    t.ok(
      texts.some((one) => file.test(one.file) && wordsOf(one.text).search(words) >= 0),
      `${words}: ${why}`,
    )
})

t.test('no retired term in src/, scenarios/, test/scenarios/, schemas/, docs/ and the READMEs', async (t) => {
  const hits = texts.flatMap(({ file, text }) => hitsIn(file, text))
  for (const place of PLACES) {
    const own = hits.filter(({ file }) => file === place || file.startsWith(`${place}/`))
    // Line 0 is the name of the file.
    t.strictSame(
      own.map(({ file, line, found, use }) => `${file}:${line}: ${found} (use: ${use})`),
      [],
      `${place}: ${own.length}`,
    )
  }
})
