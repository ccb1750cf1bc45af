import t from 'tap'
import { usesAscii } from '../../src/cli/charset.ts'
import { thanosLab } from './command-line.ts'

const cases: [env: Record<string, string>, ascii: boolean][] = [
  [{ LANG: 'en_US.UTF-8' }, false],
  [{ LANG: 'C.utf8' }, false],
  [{ LC_CTYPE: 'UTF-8' }, false],
  [{ LANG: 'C' }, true],
  [{ LANG: 'de_DE.ISO-8859-1' }, true],
  [{ LANG: 'en_US.UTF-8', LC_CTYPE: 'C' }, true],
  [{ LC_CTYPE: 'C', LC_ALL: 'C.UTF-8' }, false],
  [{ LANG: 'en_US.UTF-8', LC_ALL: 'POSIX' }, true],
  [{ LANG: 'en_US.UTF-8', LC_ALL: '', LC_CTYPE: '' }, false],
  [{}, true],
  [{ LANG: 'en_US.UTF-8', TERM: 'xterm-256color' }, false],
  [{ LANG: 'en_US.UTF-8', TERM: 'linux' }, true],
  [{ LANG: 'en_US.UTF-8', TERM: 'dumb' }, true],
]

t.test('a terminal gets ASCII by the first of LC_ALL, LC_CTYPE and LANG that is set; a pipe or a file only when asked', async (t) => {
  for (const [env, ascii] of cases) {
    t.equal(usesAscii({ isTTY: true }, false, env), ascii, JSON.stringify(env))
    t.equal(usesAscii({ isTTY: true }, true, env), true)
    t.equal(usesAscii({}, false, env), false)
    t.equal(usesAscii({}, true, env), true)
  }
})

t.test('--ascii holds for answers, errors and their hints; JSON stays as it is', async (t) => {
  const env = { NODE_OPTIONS: '', THANOS_LAB_HOME: t.testdir() }
  const words = ['simulate', '--outage', '0:20s-30s']
  const [page, plain, error, json] = await Promise.all(
    [[...words, '--ascii'], words, ['report', 'none', '--ascii'], ['report', 'none', '--ascii', '--json']].map((argv) =>
      thanosLab(argv, env),
    ),
  )
  t.match(page!.stdout, /^[\n -~]*$/)
  t.match(page!.stdout, /replica-0 +#+\.+#+ /)
  t.match(plain!.stdout, /replica-0 +▇+·+▇+ /)
  t.match(error!.stderr, /\n-> thanos-lab/)
  t.equal(json!.stderr, error!.stderr)
})
