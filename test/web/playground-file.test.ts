import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { BrowserContextOptions } from 'playwright-core'
import t from 'tap'
import { explainAnswer } from '../../src/explain/answer.ts'
import { explain } from '../../src/explain/explanation.ts'
import { caseOfRun } from '../../src/explain/inputs/run.ts'
import { DEFAULT_SETTING } from '../../src/explain/inputs/simulation-link.ts'
import type { Run } from '../../src/model/run.ts'
import { analyseRun } from '../../src/verdict/analysis.ts'
import { thanosLab } from '../cli/command-line.ts'
import { needsBrowser, openBrowser, seriousFindings, untilDrawn } from './browser.ts'
import { commandOn, figureOn, fileOf, mergeOf, openFile, settingOn } from './playground-page.ts'

const env = { NODE_OPTIONS: '', THANOS_LAB_HOME: t.testdir() }

t.test("a run's samples", needsBrowser, async (t) => {
  const packed = readFileSync(new URL('../report/runs/kill-replica.json.gz', import.meta.url))
  const run = JSON.parse(gunzipSync(packed).toString()) as Run
  const measured = mergeOf(explainAnswer(explain(caseOfRun(analyseRun(run), {})))).longest
  const { page, complaints } = await openFile(await openBrowser(t), fileOf(t, { mode: 'runs', runs: [packed.toString('base64')] }))
  await page.getByRole('button', { name: 'Playground' }).click()
  await page.getByRole('button', { name: "Load this run's samples" }).click()
  await untilDrawn(page)
  t.equal(await page.locator('h2').textContent(), `The series merged of run ${run.id}`)
  t.equal(await figureOn(page), measured, 'as explain has it')
  await page.getByLabel('chain').check()
  t.equal(await figureOn(page), 'no gap')
  await page.getByLabel('penalty').check()
  const has = page.getByLabel('Query has it')
  await has.first().uncheck()
  await has.last().uncheck()
  await untilDrawn(page)
  t.equal(await page.locator('.pg-returned').first().getAttribute('d'), '', 'without a replica there is no sample')
  await has.first().check()
  await has.last().check()
  t.equal(await figureOn(page), measured)
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
