import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { runningProcesses } from '../../src/lib/processes.ts'
import { labLies } from '../liars/lab-lies.ts'
import { commandLab } from './command-lab.ts'

/* Lies that are told to a real native lab: none of these runs passes. */

const { name, home, folder, lab, whole } = commandLab('liars')

labLies({
  name,
  home,
  async standStill(ms) {
    const own = (await runningProcesses()).filter(({ args }) => args.some((word) => word.includes(folder)))
    const send = (signal: NodeJS.Signals) => own.forEach(({ pid }) => process.kill(pid, signal))
    send('SIGSTOP')
    await sleep(ms).finally(() => send('SIGCONT'))
  },
})

t.test('the lab is as before', async (t) => {
  await whole()
  t.match(await lab('heal'), { code: 0, stdout: /No fault is open/ })
})
