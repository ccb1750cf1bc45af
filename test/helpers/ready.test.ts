import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readyProgram } from './ready.ts'

/** A program that ends at its first starts, with these last words, and then is ready. */
function ending(t: Test, ...words: string[]) {
  const log = join(t.testdir({}), 'log')
  let started = 0
  const launch = () => {
    const last = words[started]
    started += 1
    writeFileSync(log, `level=info msg=starting\n${last ?? ''}\n`)
    return { pid: started, ended: last === undefined ? new Promise<void>(() => {}) : Promise.resolve(), log }
  }
  return readyProgram('it', launch, async () => started > words.length)
}

t.test('a program that panics at its start is started again, another end is told', async (t) => {
  t.match(await ending(t, 'panic: runtime error', 'panic: again'), { pid: 3 })
  await t.rejects(ending(t, 'panic: one', 'panic: two', 'panic: three', 'panic: four'), { message: /it ended:[^]*panic: four/ })
  await t.rejects(ending(t, 'address already in use'), { message: /it ended:[^]*address already in use/ })
})
