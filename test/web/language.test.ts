import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import type { Language } from '../../src/model/language.ts'
import { htmlReport } from '../../src/web/report/html.ts'
import { complaintsOf, needsBrowser, openBrowser, seriousFindings } from './browser.ts'
import { recorded } from './recorded.ts'

/* The page in Chinese: by what it was given, and by its switch. */

async function open(t: Test, language: Language, options: BrowserContextOptions = {}): Promise<{ page: Page; complaints: string[] }> {
  const file = join(t.testdir(), 'run.html')
  writeFileSync(file, htmlReport.render([recorded('kill-replica')], { color: false, width: 100, language }))
  const context = await (await openBrowser(t)).newContext({ viewport: { width: 1400, height: 1000 }, ...options })
  const page = await context.newPage()
  const complaints = complaintsOf(page)
  await page.goto(pathToFileURL(file).href)
  await page.locator('html.drawn').waitFor()
  return { page, complaints }
}

/** A heading of each view, by its key. */
const HEADINGS = [
  ['2', '点击一个格子，或按右箭头键，查看 Query 为什么返回这个样本。'],
  ['3', '故障之前的预测，故障之后的实测'],
  ['5', '已保存的运行'],
  ['6', '虚拟的副本'],
] as const

/** Pixels that the page is wider than its window. */
const overflow = async (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth') as Promise<number>

t.test('a page that was made in Chinese is Chinese in every view', needsBrowser, async (t) => {
  const { page, complaints } = await open(t, 'zh-CN')
  await page.locator('html[lang=zh-CN]').waitFor()
  await page.locator('.parts li', { hasText: '就绪' }).first().waitFor({ state: 'attached' })
  for (const [key, heading] of HEADINGS) {
    await page.keyboard.press(key)
    await page.getByRole('heading', { name: heading }).waitFor()
    t.same(await seriousFindings(page), [], `axe: ${heading}`)
  }
  await page.keyboard.press('1')
  await page.locator('input[type=range]').fill(String(recorded('kill-replica').snapshots[0]!.window.from + 10))
  await page.locator('h1', { hasText: /^所有部件就绪；Query 返回 prometheus-\d 的样本；没有空洞。$/ }).waitFor()
  t.same(complaints, [])
})

t.test('the switch changes the language at once, and back, by the button and by its key', needsBrowser, async (t) => {
  const { page, complaints } = await open(t, 'en')
  await page.locator('html[lang=en]').waitFor()
  await page.getByRole('button', { name: '中文' }).click()
  await page.locator('html[lang=zh-CN]').waitFor()
  await page.getByRole('button', { name: '预测' }).click()
  await page.getByRole('heading', { name: '故障之前的预测，故障之后的实测' }).waitFor()
  await page.keyboard.press('z')
  await page.getByRole('heading', { name: 'Predicted before the fault, measured after it' }).waitFor()
  await page.keyboard.press('?')
  await page.getByText('the other language: English or 中文').waitFor()
  t.same(complaints, [])
})

t.test('nothing of the Chinese page overflows on a phone, large or not', needsBrowser, async (t) => {
  const { page } = await open(t, 'zh-CN', { viewport: { width: 360, height: 740 } })
  for (const size of ['', 'large'])
    for (const [key, heading] of HEADINGS) {
      await page.locator(size === '' ? 'html:not(.large)' : 'html.large').waitFor()
      await page.keyboard.press(key)
      await page.getByRole('heading', { name: heading }).waitFor()
      t.ok((await overflow(page)) <= 0, `${size} ${heading}`)
      if (size === '' && key === '6') await page.keyboard.press('l')
    }
})
