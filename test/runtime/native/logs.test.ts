import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { boundLogs } from '../../../src/runtime/native/logs.ts'

t.test('a log that is too long begins anew in the same file, and what was in it is kept once', async (t) => {
  const folder = t.testdir({ 'long.log': '12345678', 'long.log.1': 'older', 'short.log': '1234', 'other.txt': '12345678' })
  const text = (name: string) => readFileSync(join(folder, name), 'utf8')
  // As a program of the lab has it open.
  const open = openSync(join(folder, 'long.log'), 'a')
  await boundLogs([folder, join(folder, 'missing')], 4)
  writeSync(open, 'new')
  closeSync(open)
  t.equal(text('long.log'), 'new')
  t.equal(text('long.log.1'), '12345678')
  t.equal(text('short.log'), '1234')
  t.equal(text('other.txt'), '12345678')
})
