import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import type { LiveState } from '../../src/model/live.ts'
import { readBuiltPage } from '../../src/web/built-page.ts'
import { complaintsOf, needsBrowser, openBrowser, press, seriousFindings, tooFaint, tooSmall } from './browser.ts'
import { testPage, TOKEN } from './page.ts'
import { recorded } from './recorded.ts'
import { afterRunning, watched, whileRunning, withOpenFault } from './watched.ts'

/* Every view of the live page, in the states of a lab that a reader meets, as each reader sees it. */

const run = recorded('kill-replica')
const UNREADABLE = '20261129T035345Z-broken-ab12'

interface Live {
  page: Page
  complaints: string[]
  /** Shows that state, in that view, once it is drawn. */
  show(state: LiveState, view: string): Promise<void>
}

/** The page of a made-up lab, with two saved runs: one of them cannot be read. */
async function live(t: Test, options: BrowserContextOptions = {}): Promise<Live> {
  const home = t.testdir()
  const before = process.env['THANOS_LAB_HOME']
  process.env['THANOS_LAB_HOME'] = home
  t.teardown(() => {
    if (before === undefined) delete process.env['THANOS_LAB_HOME']
    else process.env['THANOS_LAB_HOME'] = before
  })
  const saved: [string, object][] = [
    [run.id, run],
    [UNREADABLE, {}],
  ]
  for (const [id, content] of saved) {
    mkdirSync(join(home, 'runs', id), { recursive: true })
    writeFileSync(join(home, 'runs', id, 'run.json'), JSON.stringify(content))
  }
  const { port, events } = await testPage(t, { page: readBuiltPage() })
  const context = await (await openBrowser(t)).newContext({ viewport: { width: 1400, height: 1000 }, ...options })
  const page = await context.newPage()
  const complaints = complaintsOf(page)
  await page.goto(`http://127.0.0.1:${port}/?token=${TOKEN}`)
  await page.locator('html.drawn').waitFor()
  return {
    page,
    complaints,
    async show(state, view) {
      events.publish(state)
      await page.locator('header .dim', { hasText: new Date(state.at).toISOString().slice(11, 19) }).waitFor()
      await press(page, view)
      await page.locator(`nav [aria-current]`, { hasText: view }).waitFor()
      if (view === '4') await page.locator('.cards li').first().waitFor()
      if (view === '5') await page.getByRole('button', { name: `Show ${run.id}` }).waitFor()
    },
  }
}

const STATES: [name: string, state: LiveState, views: string[]][] = [
  ['while a scenario runs', whileRunning(run, 60, 45), ['1', '2', '3', '4']],
  ['once it has ended', afterRunning(run, 90), ['4', '5', '6']],
  ['with a fault that nobody has healed', withOpenFault(91, 60), ['1', '4']],
]

const WAYS: [name: string, options: BrowserContextOptions][] = [
  ['dark', { colorScheme: 'dark' }],
  ['large', { viewport: { width: 1920, height: 1080 } }],
  ['large and dark', { viewport: { width: 1920, height: 1080 }, colorScheme: 'dark' }],
  ['phone width', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
]

for (const [way, options] of WAYS)
  t.test(`axe-core finds nothing serious, and nothing is cut: ${way}`, needsBrowser, async (t) => {
    const { page, complaints, show } = await live(t, options)
    const isLarge = way.startsWith('large')
    if (isLarge) await press(page, 'l')
    for (const [name, state, views] of STATES)
      for (const view of views) {
        await show(state, view)
        if (view === '2') await press(page, '[')
        t.same(await seriousFindings(page), [], `view ${view} ${name}`)
        t.equal(
          await page.evaluate('Math.max(0, document.documentElement.scrollWidth - innerWidth)'),
          0,
          'the page is not wider than the screen',
        )
        if (isLarge) t.same(await tooSmall(page), [], 'text of 24 px and more')
        if (isLarge) t.same(await tooFaint(page), [], 'a contrast of 7 and more')
      }
    t.same(complaints, [])
  })

t.test('a scenario that runs is told step by step, then its verdict', needsBrowser, async (t) => {
  const { page, show } = await live(t)
  const main = async () => page.locator('#app main').innerText()
  await show(whileRunning(run, 60, 45), '4')
  t.match(await main(), /kill of prometheus-1, since[^]*wait 15 s took 15s\s+kill prometheus-1 for 10 s now[^]*Stop it, and heal/)
  t.ok(await page.getByRole('button', { name: 'Run kill-replica', exact: true }).isDisabled(), 'one scenario at a time')
  await press(page, '3')
  await page.locator('.figures', { hasText: 'predicted for merged' }).filter({ hasText: 'not yet' }).waitFor()
  await show(afterRunning(run, 90), '4')
  t.match(await main(), /No fault is open\.[^]*chaos kill-replica has ended\s+PASS/)
  await page.getByRole('button', { name: `Show the run ${run.id}` }).click()
  await page.locator('h1', { hasText: 'PASS: The replica that Query prefers is killed.' }).waitFor()
})

t.test('a scenario that fails as declared says so beside its verdict', needsBrowser, async (t) => {
  const { page, show } = await live(t)
  const { verdict } = recorded('both-down')
  t.equal(verdict, 'fail')
  await show(afterRunning(recorded('both-down'), 90), '4')
  t.match(
    await page.locator('#app main').innerText(),
    /chaos both-down has ended\s+FAIL\s+Its declared outcome is fail: that is what it teaches\./,
  )
  await show(afterRunning({ ...run, verdict: 'fail' }, 91), '4')
  t.match(await page.locator('#app main').innerText(), /chaos kill-replica has ended\s+FAIL\s+Show the run/)
})

t.test('a run that cannot be read is listed with why, beside the others', needsBrowser, async (t) => {
  const { page, complaints, show } = await live(t)
  await show(watched(60), '5')
  t.match(await page.locator('table').innerText(), new RegExp(`${UNREADABLE} cannot be read: .*is not a run of this version`))
  t.match(await page.locator('#app main').innerText(), /1 run: 1 as declared\./)
  t.same(complaints, [])
})

t.test('of a lab that is down, no part is drawn as if it were there', needsBrowser, async (t) => {
  const { page, show } = await live(t)
  const { lab, ...state } = watched(60)
  const down: LiveState = { ...state, lab: { ...lab, state: 'down', replicas: [], stores: [] }, series: [], probes: {} }
  await show(down, '1')
  t.equal(await page.locator('h1').first().innerText(), 'The lab "x" is down. thanos-lab up creates it.')
  t.equal(await page.locator('.part').count(), 0)
  await show(down, '4')
  t.ok(await page.getByRole('button', { name: 'Run kill-replica', exact: true }).isDisabled())
})
