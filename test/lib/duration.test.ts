import t from 'tap'
import { formatDuration, parseDuration } from '../../src/lib/duration.ts'

const readable: [text: string, ms: number][] = [
  ['0', 0],
  ['500ms', 500],
  ['1s', 1000],
  ['1m30s', 90_000],
  ['5m', 300_000],
  ['1h30m', 5_400_000],
  ['1d', 86_400_000],
  ['1w', 604_800_000],
  ['1s500ms', 1500],
]

for (const [text, ms] of readable) t.equal(parseDuration(text), ms, `${text} is ${ms} ms`)

for (const text of ['', '5', '1.5s', '30s1m', '1m1m', '-1s', ' 1s', '1 s', 's', '1S', '1s ', '10 scrapes'])
  t.equal(parseDuration(text), undefined, `'${text}' is not a duration`)

for (const text of ['0s', '500ms', '1m30s', '1h30m', '1d', '1s500ms']) t.equal(formatDuration(parseDuration(text) ?? 0), text)
