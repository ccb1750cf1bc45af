import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import type { Run } from '../../src/model/run.ts'
import { htmlReport } from '../../src/web/report/html.ts'
import { complaintsOf, needsBrowser, openBrowser, press, seriousFindings, untilDrawn } from './browser.ts'
import { hourRun, recorded } from './recorded.ts'

/* A saved run as its page shows it: opened as a file, with the network denied. */

interface Opened {
  page: Page
  complaints: string[]
}

async function open(t: Test, runs: Run[], options: BrowserContextOptions = {}): Promise<Opened> {
  const file = join(t.testdir(), 'runs.html')
  writeFileSync(file, htmlReport.render(runs, { color: false, width: 100 }))
  const context = await (await openBrowser(t)).newContext({ viewport: { width: 1400, height: 1000 }, ...options })
  await context.route('**', async (route) => (route.request().url().startsWith('file:') ? route.continue() : route.abort()))
  const page = await context.newPage()
  const complaints = complaintsOf(page)
  await page.goto(pathToFileURL(file).href)
  if (options.javaScriptEnabled !== false) await page.locator('html.drawn').waitFor()
  return { page, complaints }
}

async function top(page: Page): Promise<string> {
  await untilDrawn(page)
  return page.locator('h1').first().innerText()
}

t.test('a run tells its verdict, why, and what was predicted, by keyboard alone', needsBrowser, async (t) => {
  const run = recorded('kill-replica')
  const { page, complaints } = await open(t, [run])
  t.match(await top(page), /^PASS: The replica that Query prefers is killed\. All 3 expectations passed\./)
  await press(page, '2')
  await press(page, '[')
  t.match(await page.locator('#app main').innerText(), /Query switches|where Query switches/, 'the gap of the merged series is explained')
  t.match(await page.locator('tr.now').count(), 1, 'its sample is marked in the table')
  await press(page, '3')
  t.match(await page.locator('#app main').innerText(), /predicted for merged[^]*✓ holds/)
  await press(page, 'l')
  t.equal(await page.evaluate('getComputedStyle(document.body).fontSize'), '24px')
  await press(page, '?')
  t.match(await page.locator('[aria-label=Keys]').innerText(), /from gap to gap/)
  t.same(complaints, [])
})

t.test('two faults at once have both their names, and a prediction that does not apply is not awaited', needsBrowser, async (t) => {
  const { page, complaints } = await open(t, [recorded('both-down')])
  const names = page.locator('svg.picture .band ~ text')
  for (const key of ['1', 'l']) {
    await press(page, key)
    const boxes = await Promise.all((await names.all()).map(async (name) => (await name.boundingBox())!))
    t.equal(boxes.length, 2)
    t.ok(boxes[0]!.x + boxes[0]!.width <= boxes[1]!.x, `one after the other: ${JSON.stringify(boxes)}`)
  }
  await press(page, '3')
  const figures = await page.locator('.figures').first().innerText()
  t.match(figures, /predicted for merged\s+does not apply/)
  t.notMatch(figures, /not yet/)
  t.same(complaints, [])
})

t.test('the first ] leads to the first gap', needsBrowser, async (t) => {
  const { page } = await open(t, [recorded('kill-replica')])
  await press(page, '2')
  await press(page, ']')
  t.match(await page.locator('#app main').innerText(), /where Query switches/)
})

t.test('a replay tells what happened, in the order of time', needsBrowser, async (t) => {
  const run = recorded('both-down')
  const { page, complaints } = await open(t, [run])
  const slider = page.locator('input[type=range]')
  const [from, to] = [run.snapshots[0]!.window.from, Math.max(...run.snapshots.map(({ window }) => window.to))]
  const at = Date.parse(run.faults[0]!.injectedAt) / 1000
  const said: string[] = []
  for (const time of [from + 5, at + 5, to - 1]) {
    await slider.fill(String(from + 1 + Math.round((time - from - 1) * 4) / 4))
    said.push(await top(page))
  }
  t.match(said, [
    /^All parts are ready; Query returns prometheus-\d's samples; no gap\.$/,
    /^prometheus-0 and prometheus-1 are down; Query returns no series\.$/,
    /^All parts are ready again; Query returns prometheus-\d's samples; one gap of \d+\.\d s\.$/,
  ])
  t.notMatch(await page.locator('svg.picture').innerHTML(), /naive/, 'of the Service nothing is known then')
  await page.getByRole('button', { name: 'Replay', exact: false }).first().click()
  await press(page, 'Escape')
  await slider.fill(String(to))
  await page.locator('output', { hasText: 'whole run' }).waitFor()
  t.match(await top(page), /^FAIL, as the scenario expects/, 'at its end there is the verdict again')
  t.same(complaints, [])
})

t.test('several runs: shown, replayed, and side by side', needsBrowser, async (t) => {
  const { page, complaints } = await open(t, [recorded('kill-replica'), recorded('freeze-sidecar')])
  await page.getByRole('button', { name: /^Show .*freeze-sidecar/ }).click()
  await page
    .locator('h1', { hasText: /sidecar/i })
    .first()
    .waitFor()
  await press(page, '5')
  await page.getByRole('button', { name: /^Lay .*kill-replica.* beside/ }).click()
  await untilDrawn(page)
  t.equal(await page.locator('.beside article').count(), 2)
  await page.getByRole('button', { name: /^Replay .*kill-replica/ }).click()
  await page.getByRole('button', { name: /Pause/ }).click()
  t.match(await top(page), /^All parts are ready/)
  t.same(complaints, [])
})

t.test('200 runs in one file: each can be shown, and a hostile one among them is text', needsBrowser, async (t) => {
  const hostile = `</script><img src=x onerror="document.title='owned'">`
  const kept = ['kill-replica', 'both-down', 'kill-other', 'short-rate-window'].map(recorded)
  const runs = Array.from({ length: 200 }, (_, place) => {
    const run = kept[place % kept.length]!
    const scenario = place === 100 ? { ...run.scenario, name: hostile, title: hostile } : run.scenario
    return { ...run, id: `run-${place}${place === 100 ? hostile : ''}`, scenario }
  })
  const { page, complaints } = await open(t, runs)
  // The runs are unpacked first.
  await page.locator('#app main', { hasText: '200 runs: 200 as declared.' }).waitFor()
  // In the page, as 200 clicks through the browser's protocol take ten times as long.
  const shown = await page.evaluate<[of: string, title: string][]>(SHOW_EACH)
  t.same(
    shown.map(([of]) => of),
    runs.map(({ id }) => id),
  )
  for (const [place, { scenario }] of runs.entries()) t.ok(shown[place]![1].includes(scenario.title), `${scenario.title} is shown`)
  t.not(await page.title(), 'owned')
  t.equal(await page.locator('img').count(), 0)
  t.same(complaints, [])
})

const SHOW_EACH = `(async () => {
  const drawn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
  const until = async (condition) => { while (!condition()) await drawn() }
  const key = (key) => dispatchEvent(new KeyboardEvent('keydown', { key }))
  const buttons = () => document.querySelectorAll('#app [aria-label^="Show "]')
  const shown = []
  await until(() => buttons().length > 0)
  const count = buttons().length
  for (let place = 0; place < count; place += 1) {
    key('5')
    await until(() => buttons().length === count)
    buttons()[place].click()
    await until(() => document.querySelector('#app main figure') !== null)
    shown.push([document.querySelector('.of span').textContent, document.querySelector('h1').textContent])
  }
  return shown
})()`

t.test('without a script, and on paper, it is text and a still picture', needsBrowser, async (t) => {
  const { page } = await open(t, [recorded('kill-replica')], { javaScriptEnabled: false })
  t.match(await page.locator('body').innerText(), /PASS: The replica that Query prefers is killed[^]*Expectations/)
  t.equal(await page.locator('#static svg.timeline').count(), 1)
  const drawn = await open(t, [recorded('kill-replica')])
  t.notOk(await drawn.page.locator('#static').isVisible())
  await drawn.page.emulateMedia({ media: 'print' })
  t.ok(await drawn.page.locator('#static').isVisible())
})

t.test('texts of a run are shown as they are, and run nowhere', needsBrowser, async (t) => {
  const hostile = `</script><img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`
  const run = recorded('kill-replica')
  const { page, complaints } = await open(t, [
    { ...run, scenario: { ...run.scenario, title: hostile }, findings: run.findings.map((one) => ({ ...one, detail: hostile })) },
  ])
  t.match(await top(page), hostile)
  await press(page, '3')
  t.match(await page.locator('#app main').innerText(), hostile)
  t.not(await page.title(), 'owned')
  t.equal(await page.locator('img').count(), 0)
  t.same(complaints, [])
})

t.test('an hour at 1 s is small, and scrolls without a long task', needsBrowser, async (t) => {
  const file = join(t.testdir(), 'hour.html')
  writeFileSync(file, htmlReport.render([hourRun()], { color: false, width: 100 }))
  // 200 kB, and 100 kB for each series and hour: two replicas, the merged one and the Service's.
  t.ok(statSync(file).size <= 600_000, `${statSync(file).size} bytes`)
  const page = await (await openBrowser(t)).newPage({ viewport: { width: 1400, height: 1000 } })
  await page.goto(pathToFileURL(file).href)
  await page.locator('html.drawn').waitFor()
  const drawn = await page.evaluate<number>(`document.querySelectorAll('svg.picture path').length`)
  t.ok(drawn < 500, `${drawn} paths: only what is seen is drawn`)
})

const WAYS: [name: string, options: BrowserContextOptions, isLarge?: boolean][] = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['large', { viewport: { width: 1920, height: 1080 } }, true],
  ['telephone', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
]

for (const [name, options, isLarge = false] of WAYS)
  t.test(`axe-core finds nothing serious: ${name}`, needsBrowser, async (t) => {
    const { page } = await open(t, [recorded('kill-replica')], options)
    if (isLarge) await press(page, 'l')
    for (const view of ['1', '2', '3', '5']) {
      await press(page, view)
      if (view === '2') await press(page, '[')
      t.same(await seriousFindings(page), [], `view ${view}`)
    }
  })
