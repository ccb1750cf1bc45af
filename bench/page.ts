import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { openBrowser } from '../test/web/browser.ts'
import { freezableNetwork } from '../test/web/freezable-network.ts'
import { median } from './measure.ts'

/*
 * `npm run bench:page -- [ROUNDS [SCENARIO]]`: does a page that watches change a run? The same `chaos` (kill-replica) on one native lab, in turn:
 * with no dashboard, a page open, a page that is closed in the middle, one whose network stands still from the middle on. Prints a table in Markdown.
 * Needs prometheus and thanos on PATH, and Chromium.
 */

const [roundsText = '4', scenario = 'kill-replica'] = process.argv.slice(2)
const bin = resolve('bin/thanos-lab.js')
const home = mkdtempSync(join(tmpdir(), 'thanos-lab-bench-'))
process.env['THANOS_LAB_HOME'] = home
const name = `bench-${process.pid}`

const lab = (...words: string[]) => spawn(process.execPath, [bin, ...words, '--name', name], { stdio: ['ignore', 'pipe', 'pipe'] })

async function output(child: ChildProcess): Promise<{ code: number | null; text: string; said: string }> {
  let [text, said] = ['', '']
  child.stdout!.setEncoding('utf8').on('data', (part: string) => (text += part))
  child.stderr!.setEncoding('utf8').on('data', (part: string) => (said += part))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, text, said }
}

interface Watching {
  page: Page
  freeze(): void
}

/** What happens to the page while the fault is open. */
const CONDITIONS: { title: string; during?: (watching: Watching) => unknown }[] = [
  { title: 'no dashboard' },
  { title: 'a page open', during: () => {} },
  { title: 'a page, closed during the fault', during: ({ page }) => page.close() },
  { title: 'a page, its network frozen during the fault', during: ({ freeze }) => freeze() },
]

interface Outcome {
  exit: number | null
  verdict: string
  /** Of the merged series, seconds. */
  gap: number
  /** Of the whole command. */
  seconds: number
}

async function chaos(): Promise<Outcome> {
  const begun = performance.now()
  const { code, text, said } = await output(lab('chaos', scenario))
  const seconds = (performance.now() - begun) / 1000
  const gap = /the merged series one of ([\d.]+) s/.exec(text.replaceAll(/\s+/g, ' '))?.[1]
  return { exit: code, verdict: /^[A-Z]+/.exec(text)?.[0] ?? `nothing: ${said}`, gap: Number(gap ?? 0), seconds }
}

async function watched(during: (watching: Watching) => unknown): Promise<Outcome> {
  const ends: (() => unknown)[] = []
  try {
    const served = lab('dashboard')
    const ended = once(served, 'close')
    ends.push(async () => {
      served.kill('SIGINT')
      await ended
    })
    const [url] = (await once(served.stdout.setEncoding('utf8'), 'data')) as [string]
    const network = await freezableNetwork()
    ends.push(() => network.close())
    const browser = await openBrowser({ teardown: (end) => void ends.push(end as () => unknown) }, network.args)
    const page = await browser.newPage()
    await page.goto(url.trim())
    const top = page.locator('h1').first()
    await top.filter({ hasText: 'All parts are ready' }).waitFor()
    const [outcome] = await Promise.all([
      chaos(),
      top
        .filter({ hasText: /(is|are) down/ })
        .waitFor({ timeout: 120_000 })
        .then(() => during({ page, freeze: () => network.freeze() })),
    ])
    return outcome
  } finally {
    for (const end of ends.toReversed()) await end()
  }
}

try {
  const up = await output(lab('up', '--runtime', 'native'))
  if (up.code !== 0) throw new Error(up.said)
  const outcomes = CONDITIONS.map((): Outcome[] => [])
  for (let round = 0; round < Number(roundsText); round += 1)
    for (const [index, { title, during }] of CONDITIONS.entries()) {
      const outcome = during === undefined ? await chaos() : await watched(during)
      outcomes[index]?.push(outcome)
      process.stderr.write(`  ${title}: ${JSON.stringify(outcome)}\n`)
    }
  const time = (index: number) => median((outcomes[index] ?? []).map(({ seconds }) => seconds))
  process.stdout.write(
    '| watched by | runs | exit | verdict | merged gap, s | time, s (median) | ratio |\n| --- | --- | --- | --- | --- | --- | --- |\n',
  )
  for (const [index, { title }] of CONDITIONS.entries()) {
    const all = outcomes[index] ?? []
    const each = (field: keyof Outcome) => [...new Set(all.map((outcome) => outcome[field]))].join(', ')
    process.stdout.write(
      `| ${title} | ${all.length} | ${each('exit')} | ${each('verdict')} | ${each('gap')} | ${time(index).toFixed(2)} | ${(time(index) / time(0)).toFixed(3)} |\n`,
    )
  }
} finally {
  spawnSync(process.execPath, [bin, 'down', '--name', name, '--quiet'])
  rmSync(home, { recursive: true, force: true })
}
