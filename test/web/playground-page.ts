import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Test } from 'tap'
import { explainAnswer } from '../../src/explain/answer.ts'
import { explain } from '../../src/explain/explanation.ts'
import { simulatedCase } from '../../src/explain/inputs/simulated.ts'
import { howsOf, readLink, type Setting } from '../../src/explain/inputs/simulation-link.ts'
import { clock } from '../../src/lib/format.ts'
import type { ExplainAnswer } from '../../src/model/answers.ts'
import { pageWith } from '../../src/web/built-page.ts'
import { complaintsOf, untilDrawn } from './browser.ts'

/* The playground as its reader sees it, and as `simulate --json` has it, in the same words. */

/** A merge: its samples, switches and gaps, each a line, and its longest gap. Times to the millisecond. */
export interface Merge {
  samples: string[]
  switches: string[]
  gaps: string[]
  longest: string
}

/** The file that `simulate --html` writes, of the page as it was built. */
function playgroundFile(data: object = {}): string {
  const built = readFileSync(new URL('../../dist/web/page.html', import.meta.url), 'utf8')
  return pageWith(built, { title: 'playground', data: { mode: 'playground', ...data } }, { isFile: true }).html
}

const exact = (seconds: number) => `${seconds.toFixed(3)} s`
const at = (seconds: number) => clock(Math.round(seconds * 1000))

/** An answer of `simulate --json`. */
export function mergeOf({ samples, switches, gaps }: ExplainAnswer): Merge {
  const longest = Math.max(0, ...gaps.map((gap) => gap.seconds))
  return {
    samples: samples.map(({ t, replica }) => `${at(t)} ${replica}`),
    switches: switches.map((one) => `${at(one.at)} ${one.from} ${one.to} ${exact(one.penaltyMs / 1000)}`),
    gaps: gaps.map(({ from, to, seconds }) => `${at(from)} ${at(to)} ${exact(seconds)}`),
    longest: longest === 0 ? 'no gap' : exact(longest),
  }
}

/** What `simulate --json` answers, of each algorithm that the setting shows. */
export function expectedMerges(setting: Setting): Merge[] {
  return howsOf(setting).map((how) => mergeOf(explainAnswer(explain(simulatedCase(setting, how)))))
}

/* Runs in the page; the types of a browser are not those of the tests. */
const READ = `(() => {
  const texts = (root, what) => Array.from(root.querySelectorAll(what), (node) => node.textContent)
  return Array.from(document.querySelectorAll('table.pg-samples'), (table, index) => ({
    rows: Array.from(table.querySelectorAll('tbody tr'), (row) => [row.dataset.kind, ...texts(row, 'th, td')]),
    longest: texts(document, '.pg-figure strong')[index],
  }))
})()`

/** The merges on the page, from its open table and its large figures. */
export async function mergesOn(page: Page): Promise<Merge[]> {
  const tables = await page.evaluate<{ rows: string[][]; longest: string }[]>(READ)
  return tables.map(({ rows, longest }) => ({
    samples: rows.flatMap(([kind, time, replica]) => (kind === 'sample' ? [`${time} ${replica}`] : [])),
    switches: rows.flatMap(([, time, replica, text = '']) => {
      const [, from, penalty] = /switch from (\S+), penalty ([\d.]+ s)/.exec(text) ?? []
      return from === undefined ? [] : [`${time} ${from} ${replica} ${penalty}`]
    }),
    gaps: rows.flatMap(([kind, time, , text = '']) => {
      const [, length, to] = /^gap of ([\d.]+ s), to (\S+)$/.exec(text) ?? []
      return kind === 'gap' ? [`${time} ${to} ${length}`] : []
    }),
    longest,
  }))
}

/** Goes to another link in the same page, and waits until the page shows it. */
export async function followLink(page: Page, link: string): Promise<void> {
  await page.evaluate(`(async () => {
    const changed = new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }))
    location.hash = ${JSON.stringify(link)}
    await changed
  })()`)
  await untilDrawn(page)
}

/** The command on the page: what is set now. */
export async function commandOn(page: Page): Promise<string> {
  return (await page.locator('.pg-share code').textContent()) ?? ''
}

/** Opens a file of a page, with the network denied; `complaints`: what the page complains of. */
export async function openFile(
  browser: Browser,
  file: string,
  { hash = '', ...options }: BrowserContextOptions & { hash?: string } = {},
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  await context.route(/^(?!file:)/, async (route) => route.abort())
  const page = await context.newPage()
  const complaints = complaintsOf(page)
  page.on('request', (request) => {
    if (!/^(file|data):/.test(request.url())) complaints.push(`requested ${request.url()}`)
  })
  await page.goto(pathToFileURL(file).href + hash)
  return { page, complaints }
}

/** A file with the playground. */
export function fileOf(t: Test, data?: object): string {
  return join(t.testdir({ 'page.html': playgroundFile(data) }), 'page.html')
}

/** The longest gap on the page. */
export async function figureOn(page: Page): Promise<string | null> {
  await untilDrawn(page)
  return page.locator('.pg-figure strong').first().textContent()
}

/** The setting on the page, by the command that it shows. */
export async function settingOn(page: Page): Promise<Setting> {
  await untilDrawn(page)
  const words = (await commandOn(page)).split(' ')
  const after = (option: string) => words.flatMap((word, place) => (words[place - 1] === option ? [word] : [])).join(',')
  return readLink(`i=${after('--intervals')}&o=${after('--offsets')}&out=${after('--outage')}&len=${after('--length')}`).setting
}
