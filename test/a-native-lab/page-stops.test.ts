import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { needsBrowser, openBrowser, press, reachByTab } from '../web/browser.ts'
import { commandLab } from './command-lab.ts'
import { dashboard, top } from './dashboard.ts'

// What a page began is stopped and healed; by keyboard alone.
const own = commandLab('stops')
const { status } = own

/** A page on which kill-replica has been begun, and its fault is open. */
async function whileKilled(t: Test): Promise<Awaited<ReturnType<typeof dashboard>> & { page: Page }> {
  const served = await dashboard(t, own)
  const page = await (await openBrowser(t)).newPage()
  await page.goto(served.url)
  await top(page).filter({ hasText: 'All parts are ready' }).waitFor()
  await press(page, '4')
  await page.getByRole('button', { name: 'Run kill-replica', exact: true }).waitFor()
  await reachByTab(page, 'Run kill-replica')
  await press(page, 'Enter')
  await page
    .getByRole('button', { name: /^Heal all/ })
    .waitFor({ timeout: 90_000 })
    .catch(async (error: unknown) => {
      throw new Error(`The fault was not shown as open. The page: ${(await page.locator('#app').innerText()).slice(0, 600)}`, {
        cause: error,
      })
    })
  return { ...served, page }
}

t.test('Ctrl-C stops and heals what the page began', needsBrowser, async (t) => {
  const { pid, ended } = await whileKilled(t)
  process.kill(pid!, 'SIGINT')
  t.equal((await ended).code, 130)
  t.same((await status()).faults, [])
})

t.test('what is open can be healed, and the scenario stopped', needsBrowser, async (t) => {
  const { page, pid, ended } = await whileKilled(t)
  await reachByTab(page, 'Stop it, and heal')
  await press(page, 'Enter')
  await page.getByText('No fault is open.').waitFor({ timeout: 60_000 })
  await press(page, 'h')
  await page.getByRole('heading', { name: 'Healing has ended' }).waitFor({ timeout: 30_000 })
  t.same((await status()).faults, [])
  process.kill(pid!, 'SIGINT')
  t.equal((await ended).code, 130)
})
