import type { Page } from 'playwright-core'
import t from 'tap'
import { readBuiltPage } from '../../src/web/built-page.ts'
import { complaintsOf, needsBrowser, openBrowser, seriousFindings } from './browser.ts'
import { testPage, TOKEN } from './page.ts'
import { BEGIN, watched } from './watched.ts'

/* The page of a lab as it is watched: its server is the real one, and the lab behind it is made up. */

const top = (page: Page) => page.locator('h1').first()

t.test('what is going on is told, drawn and announced as it changes', needsBrowser, async (t) => {
  const { port, events } = await testPage(t, { page: readBuiltPage() })
  const page = await (await openBrowser(t)).newPage({ viewport: { width: 1400, height: 1000 } })
  const complaints = complaintsOf(page)
  await page.goto(`http://127.0.0.1:${port}/?token=${TOKEN}`)
  events.publish(watched(30))
  await top(page).filter({ hasText: "All parts are ready; Query returns prometheus-0's samples; no gap." }).waitFor()
  t.equal(await page.locator('.part.state-ready').count(), 6)
  events.publish(watched(40, 32))
  await top(page).filter({ hasText: 'prometheus-1 is down; Query returns prometheus-0' }).waitFor()
  t.equal(await page.locator('.part.state-gone').count(), 2)
  t.match(await page.locator('[aria-live]').innerText(), /prometheus-1 is down/)
  await page.locator('details summary').first().click()
  t.match(await page.locator('details table').innerText(), /prometheus-1\s+32/, 'the table has what the picture has')
  t.same(await seriousFindings(page), [])
  t.same(complaints, [])
})

t.test('10,000 scrapes grow without a long task', needsBrowser, async (t) => {
  const { port, events } = await testPage(t, { page: readBuiltPage() })
  const page = await (await openBrowser(t)).newPage({ viewport: { width: 1400, height: 1000 } })
  await page.goto(`http://127.0.0.1:${port}/?token=${TOKEN}`)
  events.publish(watched(9990))
  await page.locator('svg.picture').waitFor()
  await page.evaluate(
    `globalThis.long = []; new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) long.push(duration) }).observe({ type: 'longtask' })`,
  )
  for (let more = 1; more <= 10; more += 1) {
    events.publish(watched(9990 + more))
    await page.locator('header .dim', { hasText: clockAt(9990 + more) }).waitFor()
  }
  const long = await page.evaluate<number[]>('long')
  t.comment(`long tasks, ms: ${long.map(Math.round).join(', ') || 'none'}`)
  t.ok((await page.evaluate<number>(`document.querySelectorAll('svg.picture path').length`)) < 500, 'only what is seen is drawn')
})

const clockAt = (scrapes: number) => new Date((BEGIN + scrapes) * 1000).toISOString().slice(11, 19)

t.test('a lost connection is said, and made up for', needsBrowser, async (t) => {
  const { port, events } = await testPage(t, { page: readBuiltPage() })
  const context = await (await openBrowser(t)).newContext()
  const page = await context.newPage()
  await page.goto(`http://127.0.0.1:${port}/?token=${TOKEN}`)
  events.publish(watched(30))
  await top(page).filter({ hasText: 'no gap' }).waitFor()
  events.close()
  await page.locator('.lost').waitFor()
  events.publish(watched(40, 32))
  await top(page).filter({ hasText: 'prometheus-1 is down' }).waitFor()
  t.equal(await page.locator('.lost').count(), 0)
})

t.test('another token shows no lab', needsBrowser, async (t) => {
  const { port } = await testPage(t, { page: readBuiltPage() })
  const page = await (await openBrowser(t)).newPage()
  const answer = await page.goto(`http://127.0.0.1:${port}/?token=wrong`)
  t.equal(answer?.status(), 403)
  t.match(await page.locator('body').innerText(), /thanos-lab dashboard/)
})
