import { accessSync, constants, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { Test } from 'tap'

/* A real browser for tests: Debian's Chromium, or the one that CHROMIUM names. */

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

function findChromium(): string | undefined {
  const named = process.env['CHROMIUM']
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const all = [...(named === undefined ? [] : [named]), ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))]
  return all.find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const executablePath = findChromium()

/** Options of a test that needs the browser: without one it is skipped, with what to type. */
export const needsBrowser = executablePath === undefined ? { skip: 'no Chromium: apt-get install chromium' } : {}

/** A browser of its own; it is closed when the test ends. */
export async function openBrowser(t: Pick<Test, 'teardown'>, args: string[] = []): Promise<Browser> {
  // In a container the user is root, and Chromium's sandbox needs another one.
  const browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox', ...args] })
  t.teardown(async () => browser.close())
  return browser
}

/** Everything that a page complains of from now on: console errors, warnings, exceptions. */
export function complaintsOf(page: Page): string[] {
  const found: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) found.push(message.text())
  })
  page.on('pageerror', (error) => found.push(error.message))
  return found
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe-core finds of a page as it is now that is serious or critical, each as a line. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // A script element would be refused by the page's policy.
  await page.evaluate(axe)
  const violations = await page.evaluate<{ id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[]>(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(({ violations }) => violations)`,
  )
  return violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`))
}

/** Of a page in large mode: texts of less than 24 px, with their size. What is for screen readers alone is left out. */
export async function tooSmall(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(SMALL)
}

/* Runs in the page; the types of a browser are not those of the tests. A drawing may be shown smaller, or larger, than its own scale. */
const SMALL = `(() => {
  const hasText = (element) => Array.from(element.childNodes).some(({ nodeType, data }) => nodeType === 3 && data.trim() !== '')
  const scaleOf = (svg) => (svg?.viewBox.baseVal.width > 0 ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1)
  return Array.from(document.querySelectorAll('#app *'))
    .filter((element) => hasText(element) && element.checkVisibility() && !element.closest('.unseen, .pg-unseen'))
    .map((element) => [Number.parseFloat(getComputedStyle(element).fontSize) * scaleOf(element.closest('svg')), element.outerHTML])
    .filter(([size]) => size < 23.99)
    .map(([size, html]) => size + ' px: ' + html)
})()`

/** Texts with a contrast of less than 7, of 4.5 where they are large, as axe-core finds them; after `seriousFindings`. */
export async function tooFaint(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(
    `axe.run(document, { runOnly: ['color-contrast-enhanced'] }).then(({ violations }) => violations.flatMap(({ nodes }) => nodes.map(({ html }) => html)))`,
  )
}

/**
 * Waits until the page has drawn what a key, a click or a field has changed: it draws soon after it, not at once, and on a busy machine a reader is faster.
 * What comes from the server is waited for by what it shows.
 */
export async function untilDrawn(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    for (let frame = 0; frame < 2; frame += 1) await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
  })()`)
}

/** Presses a key, and waits until what it changes is drawn. */
export async function press(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key)
  await untilDrawn(page)
}

/** Presses Tab until what has that label, or text, has the focus; `isThere`: what tells that it has, in the page. Throws where that never comes. */
export async function reachByTab(page: Page, label: string, isThere?: string): Promise<void> {
  const name = 'document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent'
  for (let presses = 0; presses < 100; presses += 1) {
    if (await page.evaluate<boolean>(isThere ?? `(${name}) === ${JSON.stringify(label)}`)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${label} cannot be reached by Tab`)
}
