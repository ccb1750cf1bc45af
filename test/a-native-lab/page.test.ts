import t from 'tap'
import type { Run } from '../../src/model/run.ts'
import { object } from '../cli/line.ts'
import { complaintsOf, needsBrowser, openBrowser, press } from '../web/browser.ts'
import { commandLab } from './command-lab.ts'
import { dashboard, top } from './dashboard.ts'

// The live page of one native lab, in a real browser.
const own = commandLab('page')
const { lab, status } = own

t.test('a scenario is run from the page, watched, and its verdict is read there', needsBrowser, async (t) => {
  const { url, pid, ended } = await dashboard(t, own)
  const browser = await openBrowser(t)
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } })
  const complaints = complaintsOf(page)
  await page.goto(url)
  await top(page).filter({ hasText: 'All parts are ready' }).waitFor()

  // Another page is open as long as it can, and then closed in the middle.
  const other = await browser.newPage()
  await other.goto(url)
  await press(page, '4')
  await page.getByRole('button', { name: 'Run kill-replica', exact: true }).click()
  await page.locator('.steps li').first().waitFor({ timeout: 60_000 })
  await press(page, '1')
  await top(page)
    .filter({ hasText: /prometheus-\d is down; Query returns prometheus-\d's samples/ })
    .waitFor({ timeout: 60_000 })
  t.equal(await page.locator('.part.state-gone').count(), 2, 'Prometheus and its sidecar')
  t.match(await status(), { faults: [{ fault: 'kill' }] }, 'it is so')
  await other.close()
  await press(page, '3')
  t.match(await page.locator('main').innerText(), /predicted for merged[^]*not yet/, 'the prediction stands there before the measurement')
  await press(page, '4')
  await page.locator('p.verdict').waitFor({ timeout: 120_000 })
  await page.getByRole('button', { name: /^Show the run/ }).click()
  const { verdict, scenario } = object<Run>(await lab('report', '--json'))
  t.equal(await page.locator('h1 .verdict').innerText(), verdict.toUpperCase())
  t.match(await top(page).innerText(), scenario.title)
  t.same(complaints, [])
  process.kill(pid!, 'SIGINT')
  t.equal((await ended).code, 130)
})
