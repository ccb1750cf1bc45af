import { fileURLToPath } from 'node:url'
import t from 'tap'
import { run } from './cli/command-line.ts'

// Beside the tests that wait for a lab, so that no processor waits for the compiler. `npm run types` does the same alone.
t.test('every type fits, in the sources and in the tests', async (t) => {
  const { code, stdout, stderr } = await run('npm', ['run', '--silent', 'types'], {}, fileURLToPath(new URL('..', import.meta.url)))
  t.match({ code, stdout, stderr }, { code: 0, stdout: '' })
})
