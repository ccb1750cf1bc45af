// Pictures of the page for README and docs, by Chromium, of the runs beside them: screenshots.json says which.
// `npm run screenshots`, after a change of the page; test/web/pictures.test.ts says when they are older than what they show.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { htmlReport } from '../dist/web/report/html.js'

const folder = fileURLToPath(new URL('../docs/pictures/', import.meta.url))
const read = (name) => readFileSync(join(folder, name), 'utf8')
const work = mkdtempSync(join(tmpdir(), 'thanos-lab-'))
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })

for (const [name, { run, keys, width, height }] of Object.entries(
  JSON.parse(readFileSync(new URL('screenshots.json', import.meta.url), 'utf8')),
)) {
  const file = join(work, `${name}.html`)
  writeFileSync(file, htmlReport.render([JSON.parse(read(`${run}.json`))], { color: false, width: 100 }))
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: 'light', reducedMotion: 'reduce', timezoneId: 'UTC' })
  await page.goto(pathToFileURL(file).href)
  await page.locator('html.drawn').waitFor()
  for (const key of keys) await page.keyboard.press(key)
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
  await page.screenshot({ path: join(folder, `page-${name}.png`) })
  writeFileSync(join(folder, `page-${name}.txt`), `${await page.locator('#app').innerText()}\n`)
  console.log(`docs/pictures/page-${name}.png`)
}

await browser.close()
rmSync(work, { recursive: true })
