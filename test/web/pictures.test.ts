import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import type { Run } from '../../src/model/run.ts'
import { htmlReport } from '../../src/web/report/html.ts'
import { needsBrowser, openBrowser, press } from './browser.ts'

/* The pictures of the page in README and docs: beside each stands the text that it shows, which is what the page must say now. */

const kept = (name: string) => readFileSync(new URL(`../../docs/pictures/${name}`, import.meta.url), 'utf8')
const pages = JSON.parse(readFileSync(new URL('../../scripts/screenshots.json', import.meta.url), 'utf8')) as Record<
  string,
  { run: string; keys: string[]; width: number; height: number }
>

for (const [name, { run, keys, width, height }] of Object.entries(pages))
  t.test(`docs/pictures/page-${name}.png shows the page as it is`, needsBrowser, async (t) => {
    const file = join(t.testdir(), 'run.html')
    writeFileSync(file, htmlReport.render([JSON.parse(kept(`${run}.json`)) as Run], { color: false, width: 100 }))
    const page = await (await openBrowser(t)).newPage({ viewport: { width, height }, reducedMotion: 'reduce', timezoneId: 'UTC' })
    await page.goto(pathToFileURL(file).href)
    await page.locator('html.drawn').waitFor()
    for (const key of keys) await press(page, key)
    t.equal(`${await page.locator('#app').innerText()}\n`, kept(`page-${name}.txt`), 'npm run screenshots makes them again')
  })
