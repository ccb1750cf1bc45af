/** How often the model agreed with Query, over all runs that were made to compare them. */
export function campaignTable({ date, prometheus, thanos, rows }) {
  if (rows.length === 0) return 'Not recorded.'
  const series = [...new Set(rows.flatMap((row) => Object.keys(row.series)))]
  const head = ['scenario', 'runtime', 'interval', 'runs', ...series]
  const lines = rows.map((row) => [
    `[${row.scenario}](../test/scenarios/merge/${row.scenario}.yaml)`,
    row.runtime,
    `${row.intervalMs / 1000} s`,
    row.runs,
    ...series.map((name) => cell(row.series[name])),
  ])
  const all = (key) => rows.reduce((sum, row) => sum + Object.values(row.series).reduce((part, one) => part + one[key], 0), 0)
  const runs = rows.reduce((sum, row) => sum + row.runs, 0)
  const differing = all('differing')
  return [
    `Compared in ${runs} runs until ${date}: ${all('compared').toLocaleString('en')} samples and steps, of which ${differing} differed. Prometheus ${prometheus}, Thanos ${thanos}.`,
    '',
    '- `short` is `rate()` over 4 s. At an interval of 5 s and more it has no two samples.',
    '- `long` is `rate()` over 1 m.',
    '- `clock` is a rule. Its samples have equal times on both replicas.',
    `- A cell has the number of samples or steps compared${differing === 0 ? '' : ', and in brackets those that differed'}.`,
    '',
    ...[head, head.map(() => '---'), ...lines].map((line) => `| ${line.join(' | ')} |`),
    '',
    'To repeat it: `thanos-lab up`, `thanos-lab chaos test/scenarios/merge/*.yaml` as often as you like, `node scripts/campaign.js`.',
  ].join('\n')
}

function cell(one) {
  // A range with fewer than two samples has no rate.
  if (one === undefined || one.compared === 0) return '-'
  return one.differing === 0 ? String(one.compared) : `${one.compared} (${one.differing})`
}
