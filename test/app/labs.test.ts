import t from 'tap'
import { chooseRuntime, newSettings } from '../../src/app/labs.ts'
import type { Context } from '../../src/app/context.ts'
import type { Runtime } from '../../src/runtime/runtime.ts'

const settings = newSettings({ runtime: 'auto', timeout: 1000 })

/** A runtime of any name, and what the machine lacks for it. */
function entry(name: string, lacks: string[]) {
  const runtime = { name, runsWhere: `${name} has all`, missing: async () => lacks } as unknown as Runtime
  return { name, summary: '', load: async () => runtime }
}

async function choose(wanted: string, known: ReturnType<typeof entry>[]): Promise<string[]> {
  const said: string[] = []
  const context = { progress: { say: (line: string) => said.push(line) } } as unknown as Context
  const { name } = await chooseRuntime(context, { runtime: wanted }, settings, known)
  return [name, ...said]
}

t.test('auto takes the first runtime of the registry that can run, and says why', async (t) => {
  t.same(await choose('auto', [entry('a', []), entry('b', [])]), ['a', 'Runtime a: a has all'])
  t.same(await choose('auto', [entry('a', ['no x', 'no y']), entry('b', [])]), ['b', 'Runtime b: a cannot run here (no x; no y)'])
  await t.rejects(choose('auto', [entry('a', ['no x']), entry('b', ['no y'])]), {
    code: 'no-runtime',
    message: 'No runtime can run here: a: no x; b: no y',
  })
})

t.test('one that is named is the only one that is tried', async (t) => {
  t.same(await choose('b', [entry('a', []), entry('b', [])]), ['b', 'Runtime b: named by --runtime'])
  const known = [entry('a', ['no x']), entry('b', ['no y'])]
  const hints: [name: string, hint: string][] = [
    ['a', 'thanos-lab up --runtime b; or thanos-lab doctor'],
    ['b', 'thanos-lab doctor'],
  ]
  for (const [name, hint] of hints)
    await t.rejects(choose(name, known), { code: 'no-runtime', message: new RegExp(`^The runtime ${name} cannot run here: no `), hint })
})
