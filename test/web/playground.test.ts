import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { commandLineOf, DEFAULT_SETTING, settingLink, readLink, type Setting } from '../../src/explain/inputs/simulation-link.ts'
import type { ExplainAnswer } from '../../src/model/answers.ts'
import { thanosLab } from '../cli/command-line.ts'
import { needsBrowser, openBrowser, press, reachByTab, untilDrawn } from './browser.ts'
import { commandOn, expectedMerges, figureOn, fileOf, followLink, mergeOf, mergesOn, openFile, settingOn } from './playground-page.ts'
import { randomSettings } from './settings.ts'

const env = { NODE_OPTIONS: '', THANOS_LAB_HOME: t.testdir() }
const SEED = 13
const SETTINGS = 200

/** Whether the large figure is the longest gap of the setting that the command shows. */
async function followsAtOnce(t: Test, page: Page, message: string): Promise<Setting> {
  const setting = await settingOn(page)
  t.equal(await figureOn(page), expectedMerges(setting)[0]!.longest, message)
  return setting
}

t.test('the page and simulate --json are equal, to the millisecond', needsBrowser, async (t) => {
  const { page, complaints } = await openFile(await openBrowser(t), fileOf(t))
  await page.locator('summary').click()
  const settings = randomSettings(SETTINGS, SEED)
  const different: string[] = []
  for (const setting of settings) {
    await followLink(page, settingLink(setting))
    const [shown, expected] = [{ command: await commandOn(page), merges: await mergesOn(page) }, expectedMerges(setting)]
    if (JSON.stringify(shown) === JSON.stringify({ command: commandLineOf(setting), merges: expected })) continue
    different.push(settingLink(setting))
    if (different.length === 1) t.same(shown, { command: commandLineOf(setting), merges: expected }, settingLink(setting))
  }
  t.same(different, [])
  const all = settings.flatMap(expectedMerges)
  t.ok(all.filter(({ gaps }) => gaps.length > 0).length > SETTINGS / 4, 'many of them have gaps')
  t.ok(all.filter(({ switches }) => switches.length > 0).length > SETTINGS / 4, 'and switches')
  await t.test('the same by the command itself', async (t) => {
    for (const setting of settings.slice(0, 5)) {
      const [, ...words] = commandLineOf(setting).split(' ')
      const said = await thanosLab([...words, '--json'], env)
      await followLink(page, settingLink(setting))
      t.same((await mergesOn(page))[0], mergeOf(JSON.parse(said.stdout) as ExplainAnswer), words.join(' '))
    }
  })
  t.same(complaints, [])
})

t.test('a link that does not fit says so, and the rest of it is used', needsBrowser, async (t) => {
  const [browser, file] = [await openBrowser(t), fileOf(t)]
  const { page, complaints } = await openFile(browser, file)
  const bad: [link: string, note: RegExp, setting: Partial<Setting>][] = [
    ['i=1s,x&o=0s,1ms&len=1m', /i=1s,x: it is not numbers/, { intervalsMs: [1000, 1000], offsetsMs: [0, 1] }],
    ['i=1s,1s,1s,1s,1s,1s,1s', /7 durations, and at most 6 fit/, { intervalsMs: DEFAULT_SETTING.intervalsMs }],
    ['i=1s&o=5s', /replica-0 cannot scrape first after 5s/, { intervalsMs: DEFAULT_SETTING.intervalsMs }],
    ['i=1ms&len=9999h', /gives \d+ scrapes/, { lengthMs: DEFAULT_SETTING.lengthMs }],
    ['i=0s', /too short/, { intervalsMs: DEFAULT_SETTING.intervalsMs }],
    [
      'i=1s,1s&o=0s,0s&out=0:5s-6s,9:1s-2s,0:90s-95s,<b>',
      /there is no replica-9/,
      { outages: [{ replica: 0, from: 5000, to: 6000, kind: 'dies' }] },
    ],
    ['len=%%%&alg=%E0%A4%A', /alg=.*it is not penalty/, { lengthMs: DEFAULT_SETTING.lengthMs }],
    ['len=1e999s', /len=1e999s/, { lengthMs: DEFAULT_SETTING.lengthMs }],
    ['i=<img src=x onerror=alert(1)>', /<img src=x/, { intervalsMs: DEFAULT_SETTING.intervalsMs }],
  ]
  for (const [link, note, setting] of bad) {
    await followLink(page, link)
    t.match((await page.locator('.pg-note').allTextContents()).join('\n'), note, link)
    t.match(await settingOn(page), setting.outages === undefined ? { ...setting, outages: [] } : setting, link)
  }
  const { page: second } = await openFile(browser, file, { hash: '#i=15s&o=1s,%zz' })
  t.match(await second.locator('.pg-note').textContent(), /o=1s,%zz: it is not/)
  t.same(complaints, [])
})

t.test('dragging', needsBrowser, async (t) => {
  const { page, complaints } = await openFile(await openBrowser(t), fileOf(t))
  const drag = async (name: string, dx: number) => {
    const box = (await page.getByRole('slider', { name, exact: true }).boundingBox())!
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
    await page.mouse.move(x, y)
    await page.mouse.down()
    for (const share of [0.25, 0.5, 0.75, 1]) {
      await page.mouse.move(x + dx * share, y)
      await followsAtOnce(t, page, `${name}, while it is dragged`)
    }
    await page.mouse.up()
    return settingOn(page)
  }
  const before = await settingOn(page)
  t.same(before, DEFAULT_SETTING)
  const [moved] = (await drag('Outage of replica-0, when', 100)).outages
  t.ok(moved!.from > 20_000)
  t.equal(moved!.to - moved!.from, 10_000, 'an outage keeps its length')
  const [longer] = (await drag('Outage of replica-0, end', 60)).outages
  t.equal(longer!.from, moved!.from)
  t.ok(longer!.to > moved!.to)
  t.ok((await drag('Outage of replica-0, begin', -60)).outages[0]!.from < longer!.from)
  t.ok((await drag('Offset of replica-1', 5)).offsetsMs[1]! > 400)
  t.equal((await drag('Offset of replica-1', 500)).offsetsMs[1], 999, 'an offset is less than the interval')
  t.equal((await drag('Outage of replica-0, end', 5000)).outages[0]!.to, 60_000, 'an outage ends with the simulation')

  await t.test('over an empty part of a row, and a double click', async (t) => {
    const row = (await page.locator('.pg-row.r1 .pg-track').boundingBox())!
    await page.mouse.move(row.x + 0.7 * row.width, row.y + 0.5 * row.height)
    await page.mouse.down()
    await page.mouse.move(row.x + 0.8 * row.width, row.y + 0.5 * row.height, { steps: 5 })
    await page.mouse.up()
    const { outages } = await followsAtOnce(t, page, 'a new outage')
    t.match(outages[1], { replica: 1, from: 42_000, to: 48_000, kind: 'dies' })
    await page.mouse.dblclick(row.x + 0.2 * row.width, row.y + 0.5 * row.height)
    t.match((await followsAtOnce(t, page, 'another one')).outages[2], { replica: 1, kind: 'dies' })
  })

  await t.test('the link follows, and leads to the same', async (t) => {
    const setting = await settingOn(page)
    await page.waitForURL((url) => url.hash === `#${settingLink(setting)}`)
    await page.reload()
    t.same(await settingOn(page), setting)
  })
  t.same(complaints, [])
})

t.test('by touch', needsBrowser, async (t) => {
  const browser = await openBrowser(t)
  const { page } = await openFile(browser, fileOf(t), { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true })
  const box = (await page.getByRole('slider', { name: 'Outage of replica-0, when', exact: true }).boundingBox())!
  const session = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', dx?: number) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: dx === undefined ? [] : [{ x: box.x + box.width / 2 + dx, y: box.y + box.height / 2 }],
    })
  await touch('touchStart', 0)
  for (const dx of [20, 40, 60]) await touch('touchMove', dx)
  await touch('touchEnd')
  const [outage] = (await followsAtOnce(t, page, 'after a touch')).outages
  t.ok(outage!.from > 20_000, 'the outage has moved')
  const wide = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')
  t.notOk(wide, 'nothing is wider than the telephone')
})

t.test('by keyboard alone', needsBrowser, async (t) => {
  const { page } = await openFile(await openBrowser(t), fileOf(t))
  const reach = (label: string) => reachByTab(page, label)
  await reach('Add an outage of replica-0')
  await press(page, 'Enter')
  t.equal((await followsAtOnce(t, page, 'a second outage')).outages.length, 2)
  await reach('Outage of replica-0, begin')
  await press(page, 'ArrowLeft')
  t.equal((await followsAtOnce(t, page, 'begin')).outages[0]!.from, 19_900)
  await reach('Outage of replica-0, end')
  await press(page, 'Shift+ArrowRight')
  t.equal((await followsAtOnce(t, page, 'end')).outages[0]!.to, 31_000)
  await press(page, 'Delete')
  t.equal((await followsAtOnce(t, page, 'removed')).outages.length, 1)
  await reach('Offset of replica-0')
  await press(page, 'End')
  t.equal((await followsAtOnce(t, page, 'offset')).offsetsMs[0], 999)
  await reach('Interval of replica-1')
  await press(page, 'Control+A')
  await page.keyboard.type('15s')
  await press(page, 'Enter')
  t.same((await followsAtOnce(t, page, 'interval')).intervalsMs, [1000, 15_000])
  await press(page, 'Control+A')
  await page.keyboard.type('soon')
  await press(page, 'Enter')
  t.equal(await page.locator('[aria-invalid=true]').count(), 1, 'what is no duration is marked')
  t.same((await settingOn(page)).intervalsMs, [1000, 15_000], 'and changes nothing')
  t.match(await page.locator('[aria-live=polite]').textContent(), /^Penalty: .* samples returned/)
})

t.test('controls: replicas, algorithm, examples, start again', needsBrowser, async (t) => {
  const { page, complaints } = await openFile(await openBrowser(t), fileOf(t, { link: 'i=1s,1s&o=0s,500ms&out=1:5s-9s&len=20s' }))
  t.same(await settingOn(page), readLink('i=1s,1s&o=0s,500ms&out=1:5s-9s&len=20s').setting)
  await page.getByRole('button', { name: 'Add a replica' }).click()
  t.equal((await followsAtOnce(t, page, 'three replicas')).intervalsMs.length, 3)
  await page.getByRole('button', { name: 'Remove replica-0' }).click()
  t.match((await followsAtOnce(t, page, 'the outage stays with its replica')).outages, [{ replica: 0, from: 5000 }])
  await page.getByLabel('both').check()
  await untilDrawn(page)
  t.equal(await page.locator('.pg-merged').count(), 2)
  t.match(await commandOn(page), / --what-if$/)
  await page.getByLabel('as under rate()').check()
  await untilDrawn(page)
  t.match(await commandOn(page), / --counter$/)
  await page.getByLabel('Examples').selectOption({ label: 'Scrapes fail' })
  t.match((await settingOn(page)).outages, [{ kind: 'fails' }])
  await page.getByRole('button', { name: 'Start again' }).click()
  t.match(await settingOn(page), { lengthMs: 20_000 })
  t.same(complaints, [])
})

t.test('the command and the link are copied', needsBrowser, async (t) => {
  const { page } = await openFile(await openBrowser(t), fileOf(t), { permissions: ['clipboard-read', 'clipboard-write'] })
  const clipboard = () => page.evaluate<string>('navigator.clipboard.readText()')
  await page.getByRole('button', { name: 'Copy the command' }).click()
  await page.getByText('The command is copied.').waitFor()
  t.equal(await clipboard(), await commandOn(page))
  await page.getByRole('button', { name: 'Copy a link' }).click()
  await page.getByText('The link is copied.').waitFor()
  t.equal((await clipboard()).replace(/^[^#]*#/, ''), settingLink(DEFAULT_SETTING))
})
