import { gzipSync } from 'node:zlib'
import { htmlPage } from '../../report/html.ts'
import type { Language } from '../../model/language.ts'
import type { Run } from '../../model/run.ts'
import type { Report } from '../../report/report.ts'
import { type PageParts, pageWith, readBuiltPage } from '../built-page.ts'

/** Runs as the page that replays them, in one file: opened from a disk, without a network, it is whole. Throws `no-page`. */
export const htmlReport: Report = {
  name: 'html',
  render: (runs, { language = 'en' }) => pageWith(readBuiltPage(), pageOfRuns(runs, language), { isFile: true }).html,
}

/** What goes into the page that replays runs. */
export function pageOfRuns(runs: readonly Run[], language: Language = 'en'): PageParts {
  const { title, html } = htmlPage(runs, language)
  return { title, data: { language, mode: 'runs', runs: runs.map(packed) }, staticHtml: html }
}

/** As plain JSON a run would be ten times as long: its times and values repeat. */
function packed(run: Run): string {
  return gzipSync(JSON.stringify(run), { level: 9 }).toString('base64')
}
