import t from 'tap'
import type { Run } from '../../src/model/run.ts'
import { object } from '../cli/line.ts'
import { needsBrowser, openBrowser } from '../web/browser.ts'
import { freezableNetwork } from '../web/freezable-network.ts'
import { commandLab } from './command-lab.ts'
import { dashboard, top } from './dashboard.ts'

// A page never changes what a command does. `npm run bench:page` compares verdict, gap and time with and without one.
const own = commandLab('watched')
const { lab, status } = own

t.test('chaos ends as ever while one page is closed and the network of another stands still', needsBrowser, async (t) => {
  const { url, pid, ended } = await dashboard(t, own)
  const network = await freezableNetwork()
  t.teardown(() => network.close())
  const watching = await (await openBrowser(t)).newPage()
  const closed = await (await openBrowser(t)).newPage()
  const frozen = await (await openBrowser(t, network.args)).newPage()
  const pages = [watching, closed, frozen]
  await Promise.all(pages.map((page) => page.goto(url)))
  await Promise.all(pages.map((page) => top(page).filter({ hasText: 'All parts are ready' }).waitFor()))

  const chaos = lab('chaos', 'kill-replica')
  const down = { hasText: /prometheus-\d is down/ }
  await Promise.all(pages.map((page) => top(page).filter(down).waitFor({ timeout: 90_000 })))
  network.freeze()
  await closed.close()
  await top(watching).filter({ hasText: 'All parts are ready again' }).waitFor({ timeout: 60_000 })
  const { code, stdout } = await chaos
  t.match(await top(frozen).innerText(), /prometheus-\d is down/, 'nothing reached it any more')

  t.equal(code, 0, stdout)
  const { verdict } = object<Run>(await lab('report', '--json'))
  t.equal(verdict, 'pass')
  t.match(stdout, /^PASS/m)
  t.same((await status()).faults, [])
  process.kill(pid!, 'SIGINT')
  t.equal((await ended).code, 130, 'a page that does not answer does not keep the dashboard')
})
