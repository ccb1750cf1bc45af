import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { runCase } from '../../src/app/explain-case.ts'
import { showTimesOf } from '../../src/cli/time.ts'
import { explain } from '../../src/explain/explanation.ts'
import { explanationText } from '../../src/explain/text.ts'
import { showTimes } from '../../src/lib/format.ts'
import { querySchema } from '../../src/model/query-answer.ts'
import { graphPage } from '../../src/report/graph-page.ts'
import { prettyRun } from '../../src/report/pretty/pretty.ts'
import { signsFor } from '../../src/report/signs.ts'
import { makePaint } from '../../src/report/text.ts'
import { forTerminal } from '../../src/lib/terminal.ts'
import { escapedXml } from '../../src/report/xml.ts'
import { loadRun } from '../../src/storage/runs.ts'

/* The pictures of a terminal in the docs show what the commands print now. */

const here = (path: string) => new URL(path, import.meta.url)
const code = { runCase, showTimesOf, explain, explanationText, prettyRun, loadRun, graphPage, makePaint, signsFor, forTerminal, escapedXml }
type TerminalPictures = (functions: typeof code) => Promise<Map<string, string>>
const { terminalPictures } = (await import(here('../../scripts/terminal-pictures.js').href)) as { terminalPictures: TerminalPictures }

t.test('the kept graph is what query prints with --json', async (t) => {
  const graph: unknown = JSON.parse(readFileSync(here('../../scripts/terminal-query.json'), 'utf8'))
  t.equal(querySchema.parse(graph).kind, 'graph')
})

t.test('each is as the code draws it, and a page of the docs shows it', async (t) => {
  t.teardown(() => showTimes({ zone: 'utc', dates: false }))
  const pictures = await terminalPictures(code)
  const kept = readdirSync(here('../../docs/pictures/')).filter((name) => name.startsWith('terminal-'))
  t.same(kept.sort(), [...pictures.keys()].sort())
  const pages = ['../../README.md', '../../docs/scenarios.md', '../../docs/explain.md']
    .map((page) => readFileSync(here(page), 'utf8'))
    .join('')
  for (const [name, svg] of pictures) {
    t.equal(svg, readFileSync(here(`../../docs/pictures/${name}`), 'utf8'), `${name}: npm run pictures draws it again; look at it`)
    t.match(pages, new RegExp(String.raw`!\[[^\]]+\]\((?:docs/)?pictures/${name}\)`), `${name} is in the docs`)
  }
})
