import { LabError } from '../../errors.ts'
import type { Case } from '../../explain/case.ts'
import { caseOfApart } from '../../explain/of-apart.ts'
import { historyFrom } from '../../merge/chunks.ts'
import type { How } from '../../merge/merged.ts'
import { readApart } from '../../observe/apart.ts'
import { selectorTrouble } from '../../scenario/promql.ts'
import type { ExplainOptions } from './options.ts'

/** What the newest samples may take until every store has them. */
const FRESH_MS = 1000

/** The case of a series of a Thanos that the lab did not start; it is only read. Throws `usage`, `samples`, `lab-broken`. */
export async function urlCase(options: ExplainOptions, how: How, at: number | undefined): Promise<Case> {
  const { queryUrl = '', selector = '', replicaLabel, range } = options
  const wrong = selectorTrouble(selector)
  if (wrong !== undefined) throw new LabError('usage', wrong.message, { hint: `--selector 'up{job="thanos-query"}'` })
  // Around the time that is asked about, so that an old hole is in it.
  const to = Math.min(Date.now() - FRESH_MS, at === undefined ? Number.POSITIVE_INFINITY : at + range / 2)
  const window = { from: Math.round(to - range), to: Math.round(to) }
  const address = { url: urlOf(queryUrl), headers: headersOf(options.header ?? []) }
  const told = await readApart(address, { selector, replicaLabel, window, since: historyFrom(window.from) })
  return caseOfApart({ selector, replicaLabel, window, ...told }, how)
}

function urlOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new LabError('usage', `--query-url ${text} is no URL such as http://127.0.0.1:10902`)
  return text.replace(/\/+$/, '')
}

function headersOf(texts: string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const match = /^([\w-]+):\s*(.+)$/.exec(text)
      if (match === null) throw new LabError('usage', `--header ${text.split(':')[0]}… is no header such as 'Authorization: Bearer TOKEN'`)
      return [match[1], match[2]]
    }),
  )
}
