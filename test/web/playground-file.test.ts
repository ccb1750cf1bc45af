import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContextOptions } from 'playwright-core'
import t from 'tap'
import { DEFAULT_SETTING } from '../../src/explain/inputs/simulation-link.ts'
import { thanosLab } from '../cli/command-line.ts'
import { needsBrowser, openBrowser, seriousFindings } from './browser.ts'
import { commandOn, figureOn, fileOf, openFile, settingOn } from './playground-page.ts'

const env = { NODE_OPTIONS: '', THANOS_LAB_HOME: t.testdir() }

t.test("a run's samples", needsBrowser, async (t) => {
  const begin = 1_790_000_000
  const replica = (name: string, offset: number, away: [number, number]) => ({
    name,
    samples: Array.from({ length: 60 }, (_, place) => [begin + offset + place, '1']).filter(
      ([time]) => (time as number) < begin + away[0] || (time as number) >= begin + away[1],
    ),
  })
  const samples = {
    run: '<b>run</b>',
    series: 'up',
    intervalMs: 1000,
    replicas: [replica('prometheus-0', 0.1, [20, 30]), replica('prometheus-1', 0.4, [0, 0])],
  }
  const { page, complaints } = await openFile(await openBrowser(t), fileOf(t, { samples }))
  await page.getByRole('button', { name: "Load this run's samples" }).click()
  t.match(await page.locator('h2').textContent(), /How Query merges up of run <b>run<\/b>/)
  t.equal(await figureOn(page), '2.300 s')
  await page.getByLabel('chain').check()
  t.equal(await figureOn(page), 'no gap')
  await page.getByLabel('penalty').check()
  const has = page.getByLabel('Query has it')
  await has.first().uncheck()
  t.equal(await figureOn(page), 'no gap', 'without the replica that was away')
  await has.first().check()
  await has.last().uncheck()
  t.equal(await figureOn(page), '11.000 s', 'without the other one')
  await page.getByRole('button', { name: 'Back to simulated replicas' }).click()
  t.same(await settingOn(page), DEFAULT_SETTING)
  t.same(complaints, [])
})

t.test('axe-core finds nothing serious', needsBrowser, async (t) => {
  const browser = await openBrowser(t)
  const file = fileOf(t)
  const ways: [name: string, options: BrowserContextOptions, isLarge?: boolean][] = [
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['large', { viewport: { width: 1920, height: 1080 } }, true],
    ['telephone', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
  ]
  for (const [name, options, isLarge = false] of ways) {
    const { page } = await openFile(browser, file, {
      ...options,
      hash: '#i=1s,5s,1s&o=0s,1s,500ms&out=0:5s-9s,1:20s-30s:fails,2:2s-3s&alg=both',
    })
    await page.locator('summary').click()
    if (isLarge) await page.evaluate('document.documentElement.classList.add("large")')
    t.same(await seriousFindings(page), [], name)
  }
})

t.test('simulate --html', needsBrowser, async (t) => {
  const file = join(t.testdir(), 'playground.html')
  const words = ['simulate', '--intervals', '15s', '--offsets', '1s,7s', '--outage', '1:1m-2m:fails', '--length', '5m', '--chain', '--html']
  const written = await thanosLab([...words, '-o', file], env)
  t.match(written, { code: 0, stdout: '', stderr: /Written to .*playground\.html\. Open file:\/\/\/.*playground\.html in a browser/ })
  const printed = await thanosLab(words, env)
  t.match(printed, { code: 0, stdout: readFileSync(file, 'utf8'), stderr: /open the file in a browser/ })
  const browser = await openBrowser(t)
  const { page, complaints } = await openFile(browser, file)
  t.equal(await commandOn(page), 'thanos-lab simulate --intervals 15s,15s --offsets 1s,7s --outage 1:1m-2m:fails --length 5m --chain')
  t.same(complaints, [])
  const { page: bare } = await openFile(browser, file, { javaScriptEnabled: false })
  t.match(await bare.locator('body').textContent(), /Query chains/, 'without a script it says what happens')
  const hostile = readFileSync(file, 'utf8').replace('</body>', '<script>document.title = "run"</script></body>')
  writeFileSync(file, hostile)
  const { page: refused } = await openFile(browser, file)
  t.not(await refused.title(), 'run', 'its policy runs no other script')
})
