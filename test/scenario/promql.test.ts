import t from 'tap'
import { counterCall, expressionError, matchersOf, reachOf, readingOf, selectorError } from '../../src/scenario/promql.ts'

// The text, the character that the complaint is about (undefined: the whole), and what it says.
const expressions: [text: string, offset: number | undefined, message: RegExp][] = [
  ['sum(up', 6, /the text ends too early, where '\(' is still open$/],
  ['sum(up))', 7, /'\)' does not fit here$/],
  ['up +', 4, /the text ends too early$/],
  ['up{job=}', 7, /'}' does not fit here, where '{' is still open$/],
  ['up{job="x"', 10, /'{' is still open$/],
  ['ratee(up[5m])', 5, /'ratee' is not a function of PromQL$/],
  ['up up', 3, /'up' does not fit here$/],
  ['rate(up[5x])', 9, /'x' does not fit here, where '\[' is still open$/],
  ['', 0, /found nothing$/],
  ['sum by (job (up)', 12, /does not fit here/],
  ['up{job="a)b"} + (', 17, /'\(' is still open$/],
]

t.test('what is no expression, and where', async (t) => {
  for (const [text, offset, message] of expressions) {
    const error = expressionError(text)
    t.equal(error?.offset, offset, text)
    t.match(error?.message, message, text)
  }
  for (const text of ['up', 'up == 0', 'rate(up[3s])', 'sum by (job) (up)', '1', 'up offset 5m', 'count_over_time(up[10s])', '# why\nup'])
    t.equal(expressionError(text), undefined, text)
})

t.test('a selector is bare', async (t) => {
  for (const text of ['up', 'up {job=~"a|b"}', '{__name__="up"}', '{"up.total"}', "up{job='x'}"])
    t.equal(selectorError(text), undefined, text)
  for (const text of ['up[5m]', 'rate(up[5m])', 'up offset 5m', 'up @ 1', '-up', '(up)', '{}', '{ }', '1', 'up # why', ' up', 'up\n'])
    t.match(selectorError(text), { offset: undefined, message: /without a range, an offset or a function/ }, text)
  t.match(selectorError('up{job=}'), { offset: 7, message: /^expected a selector of one series such as .*'}' does not fit here/ })
})

t.test('of a selector the raw samples are read, of anything else a graph', async (t) => {
  for (const text of ['up', ' up\n', 'up # why', '# why\nup{job=~"a|b"}', '{__name__="up"}'])
    t.match(readingOf(text), { of: 'samples', selector: /^(up|\{)\S*$/, rangeMs: undefined }, text)
  t.strictSame(readingOf(' up {job="x"} [1m30s] # why'), { of: 'samples', selector: 'up {job="x"}', rangeMs: 90_000 })
  for (const text of ['rate(up[5m])', 'up offset 5m', 'up @ 1', '-up', '(up)', '1', 'up == 0', 'up[5m] offset 1m', 'up[5m:1m]', '"up"'])
    t.strictSame(readingOf(text), { of: 'graph' }, text)
  for (const text of ['', 'up{', 'up{job="x"', 'up up', 'xrate(up[5m])'])
    t.strictSame(readingOf(text), { of: 'graph' }, `${text}: Query says what is wrong`)
})

t.test('how far back it reaches', async (t) => {
  const reaches: [text: string, ms: number][] = [
    ['up', 0],
    ['up offset 5m', 300_000],
    ['sum(rate(up{job="x"}[5s])) > bool 2', 5000],
    ['rate(up[2s50ms] offset -50ms)', 2000],
    ['rate(up[5s]) / rate(up[1m])', 60_000],
    ['max_over_time(rate(up[5s])[1m:1s] offset 3s)', 68_000],
    ['up offset -5m', 0],
    ['last_over_time(up[2s] @ 5)', 0],
    ['1', 0],
  ]
  for (const [text, ms] of reaches) t.equal(reachOf(text), ms, text)
})

t.test('a call of one counter', async (t) => {
  t.strictSame(counterCall('rate(up{job="x"}[5s])'), { call: 'rate', selector: 'up{job="x"}', rangeMs: 5000 })
  t.strictSame(counterCall('# why\n increase ( up [1m30s] ) # so'), { call: 'increase', selector: 'up', rangeMs: 90_000 })
  for (const text of [
    'up',
    'irate(up[5s])',
    'sum(rate(up[5s]))',
    'rate(up[5s] offset 1s)',
    'rate(up[5s] @ 5)',
    'rate(up[5s:1s])',
    'rate(up[5s])+1',
  ])
    t.equal(counterCall(text), undefined, text)
  for (const text of ['(rate(up[5s]))', 'rate(up)', 'rate(up[5s]', 'rate(up[5s], up[5s])']) t.equal(counterCall(text), undefined, text)
})

t.test('the matchers of a selector, by their labels', async (t) => {
  t.same(matchersOf(`up{job="a{b", site=~'x|y', "a.b"!="c"}`), [
    { label: 'job', matcher: 'job="a{b"' },
    { label: 'site', matcher: `site=~'x|y'` },
    { label: 'a.b', matcher: '"a.b"!="c"' },
  ])
  for (const text of ['up', '{"up"}', 'rate(up{a="b"}[5m])', 'up{']) t.same(matchersOf(text), [], text)
})
