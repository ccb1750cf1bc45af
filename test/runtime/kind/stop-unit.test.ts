import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import t from 'tap'
import { stopUnit } from '../../../src/runtime/kind/nodes.ts'

/* A fault's timer ended at the moment when the command stopped it: exit 5 for a lab that was whole (torture, signals-kind, seed 95050). */

/** Runs it with a systemctl that does so; `active`: the unit still runs after the stop. */
async function stopped(stop: string, active: boolean): Promise<{ code: number; stderr: string }> {
  const text = `set -e
systemctl() { case "$1" in stop) ${stop};; is-active) ${active};; esac; }
${stopUnit('"$1"')}
echo went on`
  return promisify(execFile)('/bin/sh', ['-c', text, 'sh', 'x.timer']).then(
    ({ stdout, stderr }) => ({ code: stdout === 'went on\n' ? 0 : 1, stderr }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
  )
}

t.test('a unit that is stopped, that has ended by itself, and that goes on', async (t) => {
  const refused = 'echo "Failed to stop x.timer: Unit x.timer not loaded." >&2; return 5'
  t.same(await stopped('true', false), { code: 0, stderr: '' })
  t.same(await stopped(refused, false), { code: 0, stderr: '' })
  t.match(await stopped('echo "Access denied" >&2; return 4', true), { code: /[1-9]/, stderr: 'Access denied\n' })
})
