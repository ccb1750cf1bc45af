/** How often the model was what Query did, over all runs that were played for it. */
export function campaignTable({ date, prometheus, thanos, rows }) {
  if (rows.length === 0) return 'Not recorded.'
  const series = [...new Set(rows.flatMap((row) => Object.keys(row.series)))]
  const head = ['scenario', 'runtime', 'scrapes every', 'runs', ...series]
  const lines = rows.map((row) => [
    `[${row.scenario}](../test/scenarios/merge/${row.scenario}.yaml)`,
    row.runtime,
    `${row.intervalMs / 1000} s`,
    row.runs,
    ...series.map((name) => cell(row.series[name])),
  ])
  const all = (key) => rows.reduce((sum, row) => sum + Object.values(row.series).reduce((part, one) => part + one[key], 0), 0)
  return [
    `In ${rows.reduce((sum, row) => sum + row.runs, 0)} runs (until ${date}, Prometheus ${prometheus}, Thanos ${thanos}) ${all('compared').toLocaleString('en')} samples and steps were held against the`,
    `model, and ${all('differing')} differed. \`short\` and \`long\` are \`rate()\` over 4 s, which at 5 s and more holds no two samples, and over 1 m; \`clock\` is a rule, whose samples have equal times on both replicas. A cell has what was compared${all('differing') === 0 ? '' : ', and in brackets what differed'}.`,
    '',
    ...[head, head.map(() => '---'), ...lines].map((line) => `| ${line.join(' | ')} |`),
    '',
    'To make it again: `thanos-lab up`, `thanos-lab chaos test/scenarios/merge/*.yaml` as often as you like, `node scripts/campaign.js`.',
  ].join('\n')
}

function cell(one) {
  // A window with fewer than two samples has no rate.
  if (one === undefined || one.compared === 0) return '-'
  return one.differing === 0 ? String(one.compared) : `${one.compared} (${one.differing})`
}
