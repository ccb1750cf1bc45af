import t from 'tap'
import type { Page } from 'playwright-core'
import type { LessonList } from '../../src/model/lesson-answers.ts'
import type { Run } from '../../src/model/run.ts'
import { object } from '../cli/line.ts'
import { complaintsOf, needsBrowser, openBrowser, press, reachByTab } from '../web/browser.ts'
import { runsNow } from '../lesson/runs-now.ts'
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

/** Goes on by Tab to the first choice of a prediction, then to that one, and locks it. */
async function predictByKeys(page: Page, choice: number): Promise<void> {
  await page.locator('.lesson-choice').first().waitFor()
  await reachByTab(page, 'the first choice', "document.activeElement.matches('.lesson-choice input')")
  await press(page, ' ')
  for (let down = 1; down < choice; down += 1) await press(page, 'ArrowDown')
  await reachByTab(page, 'Lock the prediction')
  await press(page, 'Enter')
  await page.getByText(/^Locked at/).waitFor()
}

t.test('a lesson from its start to its end on the page, by keyboard alone', needsBrowser, async (t) => {
  const { url, pid, ended } = await dashboard(t, own)
  const page = await (await openBrowser(t)).newPage({ viewport: { width: 1500, height: 1000 } })
  const complaints = complaintsOf(page)
  const screen = async (text: string | RegExp) => page.locator('.lesson-screen', { hasText: text }).waitFor()
  await page.goto(url)
  await top(page).filter({ hasText: 'All parts are ready' }).waitFor()
  await press(page, '7')
  const title = 'Start: Kill the preferred replica, and the one that proves nothing'
  await page.getByRole('button', { name: title }).waitFor()
  await reachByTab(page, title)
  await press(page, 'Enter')
  await predictByKeys(page, 2)
  await reachByTab(page, 'Next N')
  await press(page, 'Enter')
  await screen('Run the scenario that kills the replica whose samples Query returns.')
  await press(page, 'c')
  await screen(/Not yet\. Your run \S+ began before .*, when your prediction was locked/)
  await press(page, 's')
  await press(page, 's')
  await page.getByRole('button', { name: 'Run kill-replica', exact: true }).waitFor()
  await reachByTab(page, 'Run kill-replica')
  await press(page, 'Enter')
  await page.locator('.lesson-beside .steps li').first().waitFor({ timeout: 60_000 })
  await page.locator('.lesson-beside p.verdict').waitFor({ timeout: 120_000 })
  await press(page, 'c')
  await screen('Passed.')
  await screen(/You predicted\s*A small one[^]*Measured\s*\d\.\d+ s: A small one[^]*As you predicted/)
  await press(page, 'n')
  await screen(/Query preferred prometheus-\d, and that one was killed[^]*predicted gap \d/)
  await press(page, 'n')
  await predictByKeys(page, 3)
  // The other run is typed in a terminal; this one is a recorded one.
  await press(page, 'n')
  await screen('Run the scenario that kills the replica which Query does not prefer.')
  await runsNow(own.name)('kill-other')
  await press(page, 'n')
  await screen('Verdict: inconclusive.')
  await press(page, 'n')
  await screen('Take away')
  const { lessons } = object<LessonList>(await lab('lesson', 'list', '--json'))
  t.match(
    lessons.find(({ name }) => name === '04-preferred'),
    { state: 'finished' },
    'the command knows',
  )
  t.same(complaints, [])
  process.kill(pid!, 'SIGINT')
  t.equal((await ended).code, 130)
})
