import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Copy } from '../../../src/app/audit/counts.ts'
import { readExpressions } from '../../../src/app/audit/expressions.ts'
import { type RangeLookup, rangeAdvice } from '../../../src/app/audit/rules.ts'
import { counterRanges } from '../../../src/scenario/promql.ts'

const found = (text: string, values: Record<string, string> = {}) =>
  counterRanges(text, (name) => values[name]).map(({ call, selector, range }) => `${call} ${selector} ${range}`)

t.test('ranges of functions that need two samples, wherever they stand', async (t) => {
  t.same(found('sum(rate(a{job="x"}[30s])) / increase(b[5m] offset 1h)'), ['rate a{job="x"} 30s', 'increase b 5m'])
  t.same(found('rate(a[20s] @ 1700000000) + rate(b[25s] @ end() offset -1m) + rate((c[30s]))'), ['rate a 20s', 'rate b 25s', 'rate c 30s'])
  t.same(found('max_over_time(rate(a[30s])[1h:1m]) + max_over_time(deriv(b{x="["}[45s])[5m:])'), ['rate a 30s', 'deriv b{x="["} 45s'])
  t.same(found('# rate(a[1s])\nrate(\n  a\n  [1m]\n)'), ['rate a 1m'])
  t.same(found(`rate({__name__="a", job='x'}[10s]) > bool on (job) group_left () idelta(b[15s])`), [
    `rate {__name__="a", job='x'} 10s`,
    'idelta b 15s',
  ])
})

t.test('what is no such range', async (t) => {
  t.same(found('max_over_time(a[10s]) + count_over_time(b[5s]) + changes(c[10s]) + a offset 10s'), [])
  t.same(found('rate(sum(a)[1m:10s]) + increase(max by (x) (a)[30s:])'), [], 'a subquery has steps, and no scrapes')
  t.same(found('"rate(a[1s])"'), [])
})

t.test('variables of Grafana', async (t) => {
  t.same(found('rate(a{job="$job"}[$__rate_interval]) + rate(b[${range}]) + rate(c[[[range]]]) + rate(d[${__range_s}s])'), [])
  t.same(found('topk($n, rate(a{job=~"$job", x="${y:regex}"}[20s]))'), ['rate a{job=~"$job", x="${y:regex}"} 20s'])
  t.same(found('rate(a{job="$job"}[$i]) + rate(b[${i}]) + rate(c[[[i]]] offset 5m)', { i: '30s' }), [
    'rate a{job="$job"} 30s',
    'rate b 30s',
    'rate c 30s',
  ])
})

const copy = (intervalMs: number): Copy => ({ replica: 'a', labels: {}, made: new Uint32Array(2), failed: new Uint32Array(2), intervalMs })
const target = (job: string, ...intervals: number[]) => ({
  labels: { job, instance: `${job}:1`, cluster: 'eu1' },
  copies: intervals.map(copy),
  merged: undefined,
})
const TARGETS = [target('fast', 15_000, 15_000), target('fast', 15_000), target('slow', 60_000)]

/** `app_total` is of the job fast; a recorded series has a sample a minute. */
const LOOKUP: RangeLookup = {
  jobsOf: async (selector) => (selector.startsWith('app_total') ? ['fast'] : selector.startsWith('both_total') ? ['fast', 'slow'] : []),
  intervalOf: async (selector) => (selector === 'job:app:rate' ? 60_000 : undefined),
}

/** What is said of the expressions of a file. */
async function said(t: Test, name: string, text: string, targets = TARGETS, lookup = LOOKUP) {
  const file = join(t.testdir({ [name]: text }), name)
  const { advice, unknown } = await rangeAdvice(await readExpressions([file]), targets, lookup)
  return { texts: advice.map((one) => one.text.replace(`${t.testdirName}/`, '')), unknown }
}

const rules = (...expressions: string[]) =>
  JSON.stringify({ groups: [{ name: 'g', rules: expressions.map((expr, n) => ({ alert: `A${n}`, expr })) }] }, null, 1).replace(
    /^/,
    '# rules\n',
  )

t.test('a range is compared with the interval of its own targets', async (t) => {
  const { texts, unknown } = await said(
    t,
    'rules.yaml',
    rules(
      'rate(app_total{job="slow"}[2m])',
      'rate(app_total{job="fast"}[1m])',
      'rate(app_total[1m])',
      'rate(both_total[1m])',
      'rate(app_total{job=~"fast|other"}[59s])',
      'rate(app_total{job!="slow", code=~"5.."}[1m])',
      'rate(nobody_total[2m])',
      'rate(app_total{job="gone"}[1s])',
      'rate(anything_total[30s])',
      'rate(app_total{cluster="us1"}[30s])',
    ),
  )
  t.match(texts, [
    /^rules.yaml:\d+:\d+: rate\(app_total\{job="slow"\}\[2m\]\) covers 2 scrape intervals \(job slow: 1m\)\..*Type 4m or more\.$/,
    /rate\(both_total\[1m\]\) covers 1 scrape interval \(job slow: 1m\)/,
    /job=~"fast\|other"\}\[59s\]\) covers 3.9 scrape intervals \(job fast: 15s\).* Type 1m or more/,
    /rate\(anything_total\[30s\]\) covers 2 scrape intervals \(the commonest interval: 15s\).* Type 1m/,
  ])
  t.equal(texts.length, 4)
  t.equal(unknown, 3, 'no series of it was found, the job has no target, nor has the cluster')
})

t.test('what is recorded has the interval of its rule', async (t) => {
  const text = `
groups:
  - name: slow
    interval: 5m
    rules:
      - { record: 'cluster:busy', expr: 'sum(rate(app_total{job="fast"}[5m]))' }
      - { record: no_colon, expr: 'sum(rate(app_total{job="fast"}[5m]))' }
  - name: alerts
    rules:
      - { alert: A, expr: 'deriv(cluster:busy[15m]) > 0' }
      - { alert: B, expr: 'delta(no_colon[20m]) > 0' }
      - { alert: C, expr: 'deriv(job:app:rate{job="fast"}[2m]) > 0 and deriv(job:app:rate[2m]) > 0' }
      - { alert: D, expr: 'deriv(other:thing[1m])' }
`
  const { texts, unknown } = await said(t, 'recorded.yaml', text)
  t.match(texts, [
    /deriv\(cluster:busy\[15m\]\) covers 3 evaluation intervals \(the group that records cluster:busy: 5m\).*Type 20m or more/,
    /deriv\(job:app:rate\[2m\]\) covers 2 evaluation intervals \(job:app:rate: 1m\)/,
  ])
  t.equal(texts.length, 2)
  t.equal(unknown, 2, 'with a matcher it was not measured, and the other one is not there')
})

const panel = (title: string, expr: string, more: object = {}) => ({
  title,
  datasource: { type: 'prometheus', uid: 'x' },
  targets: [{ refId: 'A', expr }],
  ...more,
})

t.test('a dashboard: panels in rows, variables, other data sources', async (t) => {
  const dashboard = {
    title: 'Board',
    templating: {
      list: [
        {
          name: 'interval',
          type: 'interval',
          query: '30s,1m,5m',
          auto: true,
          options: [{ value: '$__auto_interval_interval' }, { value: '30s' }],
        },
        { name: 'window', type: 'custom', query: 'short : 2m, long : 1h', current: { value: '2m' } },
        { name: 'job', type: 'query', query: 'label_values(rate(x[1s]), job)' },
      ],
    },
    annotations: { list: [{ name: 'a', datasource: { type: 'loki' }, expr: 'rate({app="x"}[1s])' }] },
    panels: [
      { type: 'row', title: 'Row', panels: [panel('In a row', 'sum(rate(app_total{job="fast"}[30s])) by (pod)')] },
      panel('Right', 'rate(app_total{job="$job"}[$__rate_interval]) + rate(app_total{job="fast"}[$window])'),
      panel('Chosen', 'rate(app_total{job="fast"}[${interval}])'),
      panel('Free', 'increase(app_total{job="fast"}[$__interval])'),
      panel('Stepped', 'increase(app_total{job="fast"}[$__interval])', { interval: '1m' }),
      panel('Short step', 'increase(app_total{job="fast"}[$__interval])', { interval: '>10s' }),
      panel('Logs', 'sum(rate({app="x"} |= "err" [1s]))', { datasource: { type: 'loki', uid: 'y' } }),
      panel('Mixed', '', {
        datasource: { type: 'datasource', uid: '-- Mixed --' },
        targets: [
          { datasource: { type: 'loki' }, expr: 'rate({app="x"}[2s])' },
          { datasource: { type: 'prometheus' }, expr: 'rate(app_total{job="fast"}[45s])' },
        ],
      }),
      panel('A job of the board', 'rate(app_total{job="$job"}[20s])'),
    ],
  }
  const { texts, unknown } = await said(t, 'board.json', JSON.stringify(dashboard))
  t.match(texts, [
    /^board.json, panel "In a row": rate\(app_total\{job="fast"\}\[30s\]\) covers 2 scrape intervals/,
    /panel "Chosen": rate\(app_total\{job="fast"\}\[\$interval\]\) covers 2 scrape intervals where \$interval is 30s, the shortest/,
    /panel "Free": .*\[\$__interval\]\) has no shortest step.*Type \$__rate_interval, or 1m or more/,
    /panel "Short step": .*covers 0.7 scrape intervals where \$__interval is 10s/,
    /panel "Mixed": rate\(app_total\{job="fast"\}\[45s\]\)/,
    /panel "A job of the board": rate\(app_total\{job="\$job"\}\[20s\]\) covers/,
  ])
  t.equal(texts.length, 6, texts.join('\n'))
  t.equal(unknown, 0)
  const exported = await said(t, 'exported.json', JSON.stringify({ dashboard }))
  t.equal(exported.texts.length, 6, 'as the API of Grafana exports it')
})

const configMap = (data: Record<string, string>) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data })

t.test('files in ConfigMaps, as rules and dashboards are brought into a cluster', async (t) => {
  const board = JSON.stringify({ panels: [{ title: 'P', targets: [{ expr: 'rate(app_total{job="fast"}[30s])' }] }] })
  const items = [
    configMap({ 'board.json': board, 'script.sh': 'expr: rate(x[1s])' }),
    configMap({ 'r.yaml': rules('rate(app_total[20s])') }),
  ]
  const { texts } = await said(t, 'list.yaml', `# dashboards\n${JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMapList', items })}`)
  t.match(texts, [/^list.yaml, board.json, panel "P": rate/, /^list.yaml, r.yaml:\d+:\d+: rate/])
  t.equal(texts.length, 2, texts.join('\n'))
  const one = await said(t, 'one.yaml', `# rules\n${JSON.stringify(configMap({ 'r.yml': rules('rate(app_total[20s])') }))}`)
  t.match(one.texts, [/^one.yaml, r.yml:\d+:\d+: rate/])
})

t.test('files that are none', async (t) => {
  const none = (name: string, text: string) => t.rejects(said(t, name, text), { code: 'usage' }, name)
  await none('empty.yaml', '')
  await none('other.yaml', 'a: 1')
  await none('broken.json', '{ "panels": [ ')
  await none('broken.yaml', 'groups: [')
  await t.rejects(readExpressions(['/no/such/file']), { code: 'usage', message: /cannot be read/ })
  const flow = await said(t, 'flow.yaml', `{ groups: [{ name: g, rules: [{ alert: A, expr: 'rate(app_total{job="fast"}[10s])' }] }] }`)
  t.equal(flow.texts.length, 1, "rules in YAML's own brackets")
})
