import type { BrowserContextOptions, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { checkLesson, nextHint, nextScreen, startLesson } from '../../src/app/lesson/course.ts'
import { progressWrittenAt } from '../../src/storage/lesson-progress.ts'
import { readBuiltPage } from '../../src/web/built-page.ts'
import { runsNow } from '../lesson/runs-now.ts'
import { ownHome } from '../storage/home.ts'
import { complaintsOf, needsBrowser, openBrowser, press, seriousFindings, tooFaint, tooSmall } from './browser.ts'
import { testPage, TOKEN } from './page.ts'
import { watched } from './watched.ts'

/* A lesson on the page of a made-up lab; the runs are recorded ones. */

const who = { name: 'x', signal: new AbortController().signal }

interface Learner {
  page: Page
  complaints: string[]
  /** Tells the page, as its server does, when the progress was written last. */
  tell(): void
  runNow: ReturnType<typeof runsNow>
}

/** The view of lessons, once it is drawn. */
async function learner(t: Test, options: BrowserContextOptions = {}): Promise<Learner> {
  ownHome(t)
  const { port, events } = await testPage(t, { page: readBuiltPage() })
  const context = await (await openBrowser(t)).newContext({ viewport: { width: 1500, height: 1000 }, ...options })
  const page = await context.newPage()
  const complaints = complaintsOf(page)
  await page.goto(`http://127.0.0.1:${port}/?token=${TOKEN}`)
  const tell = () => {
    const lessonsAt = progressWrittenAt()
    events.publish({ ...watched(60), ...(lessonsAt === undefined ? {} : { lessonsAt }) })
  }
  tell()
  await page.locator('h1', { hasText: 'All parts are ready' }).waitFor()
  await press(page, '7')
  await page.getByRole('button', { name: /^Start: Kill the preferred replica/ }).waitFor()
  return { page, complaints, tell, runNow: runsNow(who.name) }
}

const place = (page: Page, text: string) => page.locator('.lesson-screen', { hasText: text }).waitFor()

t.test('a lesson is predicted, checked and explained on the page, and follows a terminal', needsBrowser, async (t) => {
  const { page, complaints, tell, runNow } = await learner(t)
  await page.getByRole('button', { name: /^Start: Kill the preferred replica/ }).click()
  await page.getByRole('group', { name: /How long is the longest gap/ }).waitFor()
  await page.getByLabel('As long as the outage').check()
  t.equal(await page.getByText(/Locked at/).count(), 0, 'a choice is no prediction yet')
  await page.getByRole('button', { name: 'Lock the prediction' }).click()
  await page.getByText(/^Locked at \d\d:\d\d:\d\d UTC/).waitFor()
  t.equal(await page.locator('.lesson-screen input').count(), 0, 'it changes no more')
  t.equal(await page.locator('.is-chosen').count(), 1)
  await press(page, 'n')
  await place(page, 'screen 2 of 6')
  t.equal(await page.evaluate('document.activeElement.id'), 'lesson-title', 'a reader goes on at the new screen')
  await press(page, 't')
  await page.getByText(/^Hint 1 of 2:/).waitFor()
  await press(page, 'c')
  await page.getByRole('status').filter({ hasText: 'Not yet. There is no saved run of kill-replica' }).waitFor()

  // A scenario and its check, typed in a terminal.
  await runNow('kill-replica')
  await checkLesson(who)
  tell()
  await page.getByRole('status').filter({ hasText: 'Passed.' }).waitFor()
  await page.locator('.lesson-compared', { hasText: /As long as the outage[^]*A small one[^]*Otherwise than you predicted/ }).waitFor()
  await press(page, 'n')
  await page.locator('.lesson-explain', { hasText: /Query preferred prometheus-\d, and that one was killed/ }).waitFor()
  t.notMatch(await page.locator('.lesson-screen').innerText(), /in your run\)/, 'every figure is filled')
  await page.getByRole('button', { name: 'Begin again …' }).click()
  await page.getByRole('button', { name: 'No, go on' }).click()
  t.match(await page.locator('.lesson-screen').innerText(), 'screen 3 of 6')
  await page.getByRole('button', { name: 'Begin again …' }).click()
  await page.getByRole('button', { name: 'Yes, begin again' }).click()
  await page.getByRole('button', { name: /^Start: Kill the preferred replica/ }).waitFor()
  t.same(complaints, [])
})

t.test('what stands beside it is chosen', needsBrowser, async (t) => {
  const { page } = await learner(t)
  const beside = page.locator('.lesson-beside')
  await beside.locator('.part.state-ready').first().waitFor()
  await press(page, 's')
  await beside.getByText('Simulated replicas').waitFor()
  await press(page, 's')
  await beside.getByRole('button', { name: 'Run kill-replica', exact: true }).waitFor()
  await beside.getByRole('button', { name: 'Stage', exact: true }).click()
  await beside.locator('svg.picture').waitFor()
  await press(page, '?')
  t.match(await page.locator('.help').innerText(), /C\s+in a lesson: check the step/)
})

t.test('the lesson has the language of the page', needsBrowser, async (t) => {
  const { page, tell } = await learner(t)
  await startLesson(who, '04-preferred')
  await nextScreen(who, ['gap=3'])
  tell()
  await place(page, 'screen 2 of 6')
  await press(page, 'z')
  await page.locator('.lesson-screen', { hasText: '首选副本' }).getByRole('button', { name: '检查' }).waitFor()
  await press(page, 'c')
  await page.getByRole('status').filter({ hasText: '还没有' }).waitFor()
  await press(page, 'z')
  await place(page, 'screen 2 of 6')
})

t.test('a refusal is shown, and a hostile lesson file is text', needsBrowser, async (t) => {
  const { page, complaints, tell } = await learner(t)
  const file = `${t.testdir({ 'mine.md': HOSTILE })}/mine.md`
  await startLesson(who, file)
  tell()
  await place(page, '<img src=x onerror=alert(1)>')
  t.equal(await page.locator('.lesson-screen img, .lesson-screen script').count(), 0)
  t.equal(await page.locator('.lesson-screen a').count(), 1, 'a link to a web page is one')
  t.match(await page.locator('.lesson-screen').innerText(), 'click (javascript:alert(1))')
  await startLesson(who, '04-preferred')
  tell()
  await page.getByLabel('As long as the outage').check()
  await nextScreen(who, ['gap=1'])
  await page.getByRole('button', { name: 'Lock the prediction' }).click()
  await page
    .getByRole('alert')
    .filter({ hasText: /Your prediction gap is locked since/ })
    .waitFor()
  t.same(
    complaints.filter((text) => !text.includes('409')),
    [],
  )
})

const HOSTILE = `---
title: '<img src=x onerror=alert(1)>'
minutes: 1
article: []
takeaways: [One]
otherwise: Again.
steps:
  - { id: one, task: '<script>alert(1)</script>', check: { lab: up }, hint: [Think.], solve: 'true', wrong: 'true' }
---
A [click](javascript:alert(1)) and a [page](https://thanos.io/).

::step one
`

t.test('large mode shows the question, then the answer', needsBrowser, async (t) => {
  const { page, runNow, tell } = await learner(t, { viewport: { width: 1920, height: 1080 } })
  await startLesson(who, '04-preferred')
  tell()
  await place(page, 'screen 1 of 6')
  await press(page, 'l')
  const large = page.locator('.lesson-large')
  await large.getByLabel('A small one, of a few scrapes').check()
  t.equal(await page.locator('.lesson-beside, .top').count(), 0, 'it stands alone')
  t.same([await tooSmall(page), await seriousFindings(page), await tooFaint(page)], [[], [], []])
  await large.getByRole('button', { name: 'Lock the prediction' }).click()
  await large.getByText('Not measured yet.').waitFor()
  await runNow('kill-replica')
  await nextScreen(who, [])
  await checkLesson(who)
  tell()
  await large.locator('.lesson-compared', { hasText: /You predicted[^]*A small one[^]*Measured[^]*2\.15 s[^]*As you predicted/ }).waitFor()
  t.equal(await large.locator('.lesson-choices, input').count(), 0)
  t.same([await tooSmall(page), await seriousFindings(page), await tooFaint(page)], [[], [], []])
})

const WAYS: [name: string, options: BrowserContextOptions][] = [
  ['light', {}],
  ['dark', { colorScheme: 'dark' }],
  ['phone width', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
]

for (const [way, options] of WAYS)
  t.test(`axe-core finds nothing serious, and nothing is cut: ${way}`, needsBrowser, async (t) => {
    const { page, complaints, tell, runNow } = await learner(t, options)
    const isFine = async (name: string) => {
      t.same(await seriousFindings(page), [], name)
      t.equal(
        await page.evaluate('Math.max(0, document.documentElement.scrollWidth - innerWidth)'),
        0,
        `${name}: not wider than the screen`,
      )
    }
    await isFine('list')
    await startLesson(who, '04-preferred')
    tell()
    await place(page, 'screen 1 of 6')
    await isFine('question')
    await nextScreen(who, ['gap=3'])
    await nextHint(who)
    tell()
    await place(page, 'Hint 1 of 2')
    await press(page, 's')
    await page.locator('.lesson-beside .pg').waitFor()
    await isFine('step and playground')
    await runNow('kill-replica')
    await checkLesson(who)
    tell()
    await place(page, 'Passed.')
    await isFine('answer')
    t.same(complaints, [])
  })
