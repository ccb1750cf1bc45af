/** What the table says around its figures, by language. */
const WORDS = {
  en: {
    none: 'Not recorded.',
    head: ['scenario', 'runtime', 'interval', 'runs'],
    sum: ({ runs, date, compared, differing, prometheus, thanos }) =>
      `Compared in ${runs} runs until ${date}: ${compared} samples and steps, of which ${differing} differed. Prometheus ${prometheus}, Thanos ${thanos}.`,
    short: '`short` is `rate()` over 4 s. At an interval of 5 s and more it has no two samples.',
    long: '`long` is `rate()` over 1 m.',
    clock: '`clock` is a rule. Its samples have equal times on both replicas.',
    cell: (some) => `A cell has the number of samples or steps compared${some ? ', and in brackets those that differed' : ''}.`,
    repeat: (up, chaos, record) => `To repeat it: ${up}, ${chaos} as often as you like, ${record}.`,
  },
  'zh-CN': {
    none: '没有记录。',
    head: ['场景', '运行时', '间隔', '运行次数'],
    sum: ({ runs, date, compared, differing, prometheus, thanos }) =>
      `截至 ${date}，共比较了 ${runs} 次运行：${compared} 个样本和步点，其中 ${differing} 个不一致。Prometheus ${prometheus}，Thanos ${thanos}。`,
    short: '`short` 是 4 s 范围的 `rate()`。间隔为 5 s 或更长时，这个范围里凑不满两个样本。',
    long: '`long` 是 1 m 范围的 `rate()`。',
    clock: '`clock` 是一条规则，它的样本在两个副本上时间相同。',
    cell: (some) => `单元格里是比较过的样本数或步点数${some ? '，括号里是不一致的个数' : ''}。`,
    repeat: (up, chaos, record) => `想重做一遍：${up}，再执行 ${chaos}，次数不限，最后执行 ${record}。`,
  },
}

/** How often the model agreed with Query, over all runs that were made to compare them. `language`: `en` or `zh-CN`. */
export function campaignTable({ date, prometheus, thanos, rows }, language = 'en') {
  const words = WORDS[language]
  if (rows.length === 0) return words.none
  const series = [...new Set(rows.flatMap((row) => Object.keys(row.series)))]
  const head = [...words.head, ...series]
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
    words.sum({ runs, date, compared: all('compared').toLocaleString('en'), differing, prometheus, thanos }),
    '',
    `- ${words.short}`,
    `- ${words.long}`,
    `- ${words.clock}`,
    `- ${words.cell(differing > 0)}`,
    '',
    ...[head, head.map(() => '---'), ...lines].map((line) => `| ${line.join(' | ')} |`),
    '',
    words.repeat('`thanos-lab up`', '`thanos-lab chaos test/scenarios/merge/*.yaml`', '`node scripts/campaign.js`'),
  ].join('\n')
}

function cell(one) {
  // A range with fewer than two samples has no rate.
  if (one === undefined || one.compared === 0) return '-'
  return one.differing === 0 ? String(one.compared) : `${one.compared} (${one.differing})`
}
