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

async function open(
  t: Test,
  language: Language,
  { run = 'kill-replica', ...options }: BrowserContextOptions & { run?: string } = {},
): Promise<{ page: Page; complaints: string[] }> {
  const file = join(t.testdir(), 'run.html')
  writeFileSync(file, htmlReport.render([recorded(run)], { color: false, width: 100, language }))
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

/** What is said of a run: its verdict, its timeline, its predictions. */
const SAID: [run: string, verdict: string, notes: string[], prediction?: string][] = [
  [
    'kill-replica',
    'PASS：The replica that Query prefers is killed。全部 3 个期望都已满足。prometheus-1 的 kill 已核实；prometheus-1 自己有一个 16.0 s 的空洞，合并后的序列里是 2.15 s。',
    [
      '03:59:01 merged，恢复之后：2.15 s 的空洞：Query 从 prometheus-1 切换到 prometheus-0',
      '03:59:08 prometheus-1（victim）：16.0 s 的空洞',
      '03:59:08 naive，恢复之后：16.0 s 的空洞',
      'merged，恢复之后：预测 2.15 s，实测 2.15 s',
      '中断期间的 20 次应答里，没有一次有空洞',
      '恢复之后的 20 次应答里，9 次有空洞（画出的是最差的一次）',
    ],
    '故障之前的预测（等 prometheus-1 恢复之后）：空洞 2.15 s（2 个间隔 + 偏移 0.15 s），实测 2.145 s。',
  ],
  [
    'both-down',
    'FAIL，与场景的期望一致：Both replicas are down at the same time。merged 的 longest-gap 实测 23.9 s，期望“at most 3 s (3 scrapes)”。',
    [
      '03:53:57 merged，中断期间：23.9 s 的空洞',
      '03:54:08 prometheus-0：16.0 s 的空洞',
      '03:54:08 merged，恢复之后：16.0 s 的空洞：Query 没有切换',
      '03:54:08 prometheus-1（victim）：16.0 s 的空洞',
    ],
    '这个预测不适用：另一个副本 prometheus-1 自己有一个 16.000 s 的空洞，从 03:54:00.904 到 03:54:16.904。',
  ],
  [
    'kill-other',
    'INCONCLUSIVE，与场景的期望一致：The replica that Query does not prefer is killed。原因：“Query preferred prometheus-0 for merged when prometheus-1 was hit: this kill shows nothing.”',
    ['03:57:55 prometheus-1（victim）：17.0 s 的空洞', 'merged，恢复之后：预测 1.00 s，实测 1.00 s'],
  ],
]

for (const [run, verdict, notes, prediction] of SAID)
  t.test(`what is said of ${run}`, needsBrowser, async (t) => {
    const { page, complaints } = await open(t, 'zh-CN', { run })
    t.equal(await page.locator('#app h1').textContent(), verdict)
    t.same(await page.locator('ul.notes li').allTextContents(), notes)
    await page.locator('svg.picture text', { hasText: /^merged，恢复之后$/ }).waitFor()
    if (prediction !== undefined) {
      await page.keyboard.press('3')
      await page.getByText(prediction).waitFor()
    }
    await page.keyboard.press('z')
    await page.locator('svg.picture text', { hasText: /^merged, after$/ }).waitFor()
    await page.locator('ul.notes li', { hasText: /^[\d:]+ prometheus-1 \(victim\): gap of 1\d\.0 s$/ }).waitFor()
    t.same(complaints, [])
  })

t.test('why: what Query did, in Chinese', needsBrowser, async (t) => {
  const { page, complaints } = await open(t, 'zh-CN')
  await page.keyboard.press('2')
  await page.locator('p', { hasText: /^空洞 2\.145 s，从 [\d:.]+ 到 [\d:.]+：首选副本 prometheus-1 在 [\d:.]+ 之前没有样本：/ }).waitFor()
  await page.locator('p', { hasText: /^模型与 Query 的 \d+ 个样本全部一致，时间和值都一致。$/ }).waitFor()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('[')
  await page
    .locator('p', { hasText: /^在 [\d:.]+，Query 首选 prometheus-\d（从.*）。它返回的最后一个样本是 prometheus-\d 的，时间是 [\d:.]+。$/ })
    .waitFor()
  const cells = (await page.locator('section table td').allTextContents()).filter((text) => /\p{Script=Han}/u.test(text))
  t.ok(cells.includes('已返回') && cells.some((text) => /^已跳过，惩罚到 [\d:.]+ 为止$/.test(text)), cells.join(' | '))
  t.notMatch(await page.locator('#app').textContent(), /returned|skipped|penalty until|Gap of/)
  t.ok((await page.locator('section table td.dim').count()) > 0)
  await page.keyboard.press('z')
  await page.locator('p', { hasText: /^At [\d:.]+ Query prefers prometheus-\d \(since / }).waitFor()
  await page
    .locator('section table td', { hasText: /^skipped, penalty until [\d:.]+$/ })
    .first()
    .waitFor()
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
