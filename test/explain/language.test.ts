import t from 'tap'
import { explain, type Explanation } from '../../src/explain/explanation.ts'
import { caseOfRun } from '../../src/explain/inputs/run.ts'
import { narrative } from '../../src/explain/narrative.ts'
import { type MergeStep, mergeSteps } from '../../src/explain/steps.ts'
import { explanationWords } from '../../src/explain/words/words.ts'
import { LabError } from '../../src/lib/errors.ts'
import type { Run } from '../../src/model/run.ts'
import { analyseRun } from '../../src/verdict/analysis.ts'
import { styleTroubles } from '../helpers/chinese.ts'
import { keptRuns } from '../helpers/kept-runs.ts'
import { pages } from './cases.ts'

/* Explanations in Chinese. English is held by the golden files. */

const chinese = explanationWords('zh-CN')

/** undefined: a run that has nothing to explain. */
function explained(run: Run): Explanation | undefined {
  try {
    return explain(caseOfRun(analyseRun(run), {}))
  } catch (error) {
    if (error instanceof LabError) return undefined
    throw error
  }
}

const all: [name: string, explanation: Explanation][] = [
  ...pages.map(([name, made]): [string, Explanation] => [name, explain(made())]),
  ...[...keptRuns()].flatMap(([name, run]): [string, Explanation][] => {
    const found = explained(run)
    return found === undefined ? [] : [[name, found]]
  }),
]

/** All of it, and how it stands at ten moments, one of them after the end. */
function moments({ window: { from, to } }: Explanation): (number | undefined)[] {
  return [undefined, ...Array.from({ length: 10 }, (_, index) => from + Math.round(((index + 1) * (to - from)) / 9.5))]
}

const figuresIn = (text: string) => (text.match(/\d+(?:[.:]\d+)*/g) ?? []).sort()
/** Figures below ten are words in some sentences: `twice`, `one missed scrape`. */
const ofMeasure = (text: string) => figuresIn(text).filter((figure) => figure.length > 1)

/** Without what is not ours to write: a selector, a quotation, a flag, a function of PromQL. */
const ownWords = (text: string, { selector }: Explanation) =>
  [selector, '--at TIME', 'rate()'].reduce((rest, given) => rest.replaceAll(given, 'up'), text).replaceAll(/“.*?”/g, '“引文”')

/** Why a text is not Chinese as we write it. */
function troublesOf(name: string, text: string): string[] {
  const english = /[a-z]+ (?:of|is|are|was|to|from|and|or|has|have|had|did|not|no|at|in|its|the)\b/.exec(text)
  return [
    ...(/\p{Script=Han}/u.test(text) ? [] : [`${name}: no Chinese: ${text}`]),
    ...(english === null ? [] : [`${name}: English: ${text}`]),
    ...styleTroubles(name, { kind: 'paragraph', text, whole: text, line: 1 }),
  ]
}

t.test('every sentence of every case and of every kept run is Chinese, with the figures of the English one', async (t) => {
  t.ok(all.length > 50, `${all.length} explanations`)
  for (const [name, explanation] of all)
    for (const at of moments(explanation)) {
      const english = narrative(explanation, { at })
      const texts = narrative(explanation, { at, words: chinese })
      t.same(texts.map(ofMeasure), english.map(ofMeasure), name)
      t.same(
        texts.flatMap((text) => troublesOf(name, ownWords(text, explanation))),
        [],
      )
    }
})

const withoutTexts = (steps: MergeStep[]) => steps.map(({ cells, ...one }) => ({ ...one, empty: cells.map((cell) => cell === '') }))

t.test('what became of each sample is said in Chinese', async (t) => {
  for (const [name, explanation] of all) {
    const [english, steps] = [mergeSteps(explanation), mergeSteps(explanation, chinese)]
    t.same(withoutTexts(steps), withoutTexts(english))
    t.same(
      steps.flatMap(({ cells }) => cells.filter((cell) => cell !== '').flatMap((cell) => troublesOf(name, cell))),
      [],
    )
  }
})

const toldOf = (name: string, at?: number) => narrative(all.find(([one]) => one === name)![1], { at, words: chinese })

t.test('the whole of a run: the gap, its prediction, and how far the model and Query agree', async (t) => {
  t.same(toldOf('run'), [
    'Query 读取 up{job="thanos-query"}，从 18:17:00.140 到 18:17:42.200 UTC（42.060 s）。它有 73 个样本（prometheus-0 有 31 个，prometheus-1 有 42 个），返回 41 个。',
    '查询的左边界是 18:17:00.140。此后的第一个样本是 prometheus-0 的，在 18:17:00.165；prometheus-1 的样本晚 0.701 s。所以 Query 返回 prometheus-0 的样本，prometheus-1 受到惩罚：开始时是 5.000 s，此后是最近返回的两个样本的间隔的两倍。只要 prometheus-0 每个间隔都有样本，就永远不会先轮到 prometheus-1。',
    '空洞 2.701 s，从 18:17:15.165 到 18:17:17.866：首选副本 prometheus-0 在 18:17:28.165 之前没有样本：空洞里没有它的抓取（它当时停着、丢了数据，或者没有这个目标）。prometheus-1 受到 2.000 s 的惩罚（2 x 最近两个样本的间隔 1.000 s），到 18:17:17.165 为止。它的 2 个样本（18:17:15.866、18:17:16.866）被跳过。此后它的第一个样本在 18:17:17.866，Query 就在那里切换：2.701 s = 2 x 1.000 s + 到 prometheus-1 下一次抓取的 0.701 s。',
    'prometheus-0 不在的时候，Query 只有 prometheus-1：没有什么可合并的，样本之间最多相隔 1.00 s。prometheus-0 恢复之后，空洞才出现：那时 Query 会读取它的历史，空洞就在里面。',
    '故障之前的预测（等 prometheus-0 恢复之后）：空洞 2.70 s（2 个间隔 + 偏移 0.70 s），实测 2.701 s。',
    '模型与 Query 的 41 个样本全部一致，时间和值都一致。',
  ])
})

t.test('the cause of a gap is not said to be known where it is not', async (t) => {
  const gapOf = (name: string) => toldOf(name).find((text) => text.startsWith('空洞'))
  t.equal(
    toldOf('differs')[0],
    '警告：41 个样本里，模型与 Query 有 40 个一致。第一处不同在 18:17:21.866；从那里起，不再说明 Query 的任何一步。Query 的哪一步不同，并不清楚。',
  )
  t.match(gapOf('differs'), /^空洞 2\.701 s/, 'before the first difference it is known')
  t.match(
    toldOf('differs').filter((text) => text.startsWith('空洞'))[1],
    '：从 18:17:21.866 起，模型与 Query 不一致，所以原因并不清楚。prometheus-0 从 18:17:15.165 到 18:17:28.165 没有抓取（空洞里本应有 2 次）：',
  )
  t.match(
    gapOf('partial'),
    '：结果里唯一的副本 k8s-0 在其中没有样本。但结果不完整：127.0.0.1:10901 有没有那段时间的样本，并不清楚。k8s-0 从 00:00:16.506 到 00:00:38.506 没有抓取',
  )
  t.equal(
    toldOf('partial').at(-1),
    '模型返回的 20 个样本，Query 也返回了。这并不说明它走的是模型的步骤：没有应答的 store 有什么，并不清楚。',
  )
  t.match(
    toldOf('copies').at(-1),
    /多个 store 有 k8s-0 同一时间的样本（.*）。每个 store 在哪些数据块里给出了它们，无法核实，而 Query 是按数据块切换的。$/,
  )
})

t.test('sentences that no kept case has', async (t) => {
  const { agreement, absence, gap, switch: change, course, steps } = chinese
  const scrapes = { replica: 'a', scrapes: 2, from: '00:01', to: '00:09', often: false }
  const own = { replica: 'b', samples: 2, at: '00:02、00:03' }
  const store = { store: 's:10901', before: '2026-11-22 00:05:00.000 UTC' }
  const said: [text: string, as: string][] = [
    [agreement.warned(['no data', 'slow']), 'Query 发出警告：“no data”；“slow”。'],
    [agreement.noStore('a'), 'Query 没有 a 的 store。'],
    [agreement.step.algorithm('chain'), 'Query 表示它以 --deduplication.func=chain 运行，而这里的模型是另一种算法。'],
    [absence.notExposed(scrapes), 'a 从 00:01 到 00:09 的 2 次抓取成功了，但没有这个序列。'],
    [absence.failed({ ...scrapes, scrapes: 1 }), 'a 在 00:01 的抓取失败了。'],
    [absence.failed({ ...scrapes, often: true }), 'a 在 00:01 和 00:09 之间有 2 次抓取失败了。'],
    [absence.notDue('a', '8.000 s'), '其间 a 本来就没有该做的抓取：它每 8.000 s 抓取一次。'],
    [absence.outOfReach('a', store), 'a 的 store（s:10901）表示，它没有 2026-11-22 00:05:00.000 UTC 之前的数据。'],
    [
      absence.outOfAllReach(scrapes, [store, { store: 't', before: '00:02', after: '00:08' }, { store: 'u', after: '00:07' }]),
      'a 的 store 都没有从 00:01 到 00:09 的数据：s:10901 表示，它没有 2026-11-22 00:05:00.000 UTC 之前的数据；t 表示，它没有 00:02 之前和 00:08 之后的数据；u 表示，它没有 00:07 之后的数据。',
    ],
    [absence.unknown(scrapes), 'a 从 00:01 到 00:09 为什么没有样本，并不清楚：没有它的目标的 up。'],
    [
      absence.unmade({ ...scrapes, often: true }, 'removed'),
      'a 在 00:01 和 00:09 之间的几段时间里没有抓取（空洞里本应有 2 次）：它的目标被移除或修改了，最后一次抓取之后的陈旧标记说明了这一点。',
    ],
    [absence.marker.notExposed('a', '00:01'), 'a 在 00:01 的抓取成功了，但不再有这个序列，因此留下一个陈旧标记'],
    [absence.marker.removed('a', '00:01'), 'a 的目标被移除或修改了，因此在 00:01 留下一个陈旧标记'],
    [absence.marker.unknown('a', '00:01'), 'a 在 00:01 有一个陈旧标记'],
    [
      gap.unknown(agreement.step.unknown, gap.preferred('a')),
      '原因并不清楚：Query 的哪一步不同，并不清楚。按照模型，首选副本 a 没有更晚的样本。',
    ],
    [gap.byModel(gap.preferred('a', '00:09')), '按照模型，首选副本 a 在 00:09 之前没有样本。'],
    [
      gap.maybeFilled(gap.silent({ only: undefined, isPartial: true })),
      '结果里没有副本在其中有样本。但结果不完整：没有应答的 store 有没有那段时间的样本，并不清楚。',
    ],
    [gap.maybeFilled('…', ['s', 't']), '…。但结果不完整：s 或 t 有没有那段时间的样本，并不清楚。'],
    [gap.hasSkipped(own), 'b 在其中有 2 个样本（00:02、00:03），被 Query 跳过。'],
    [gap.nextChunk('b', '00:02'), 'Query 读取的是数据块，不是副本：接下来是 b 的数据块，Query 在 00:02 接着读它。'],
    [gap.ownSkipped('a', '00:02'), 'Query 读取的是数据块，不是副本：a 自己在其中的样本（00:02）被跳过。'],
    [gap.penalty('b', '5.000 s', '00:06'), 'b 受到 5.000 s 的惩罚，到 00:06 为止。'],
    [
      gap.sum('00:07', '6.000 s', [gap.ofPenalty('5.000 s'), gap.toScrape('1.000 s', 'b')]),
      '此后它的第一个样本在 00:07，Query 就在那里切换：6.000 s = 惩罚 5.000 s + 到 b 下一次抓取的 1.000 s。',
    ],
    [
      gap.inTurn([gap.markerAt('a', '00:02'), gap.switchAt('b', '00:03'), gap.sampleAt('b', '00:04')]),
      '其中依次有：a 在 00:02 的陈旧标记、在 00:03 切换到 b、b 在 00:04 的样本。',
    ],
    [
      gap.stays(undefined, '00:09', { others: ['b', 'c'], isOneMissed: false }),
      '首选副本的下一个样本在 00:09，比 b 或 c 此后的样本都早，所以 Query 不切换。',
    ],
    [gap.marker('…', 2), '…。对 Query 来说，标记也是样本，所以它返回这个标记和另外 2 个（什么也不显示），再从那里继续。'],
    [change.noLater('…', 'a'), '…：a 没有更晚的样本。'],
    [change.skipped('…', 'a', '00:02'), '…；a 自己的下一个样本（00:02）被跳过。'],
    [
      change.chunk('…', { replica: 'a', at: '00:02' }),
      '…。Query 读取的是数据块，不是副本：如果一个副本的数据块结束之后，另一个副本的数据块才开始，它就接着读另一个副本；a 自己的下一个样本（00:02）被跳过。',
    ],
    [
      change.start({ at: '00:02', from: 'a', to: 'b', later: '1.000 s', isMarker: true }),
      '在 00:02，Query 从 a 切换到 b，返回的是一个陈旧标记，比上一个样本晚 1.000 s，没有空洞',
    ],
    [
      course.stores([
        { name: 's', type: 'sidecar' },
        { name: 'g', type: 'store' },
      ]),
      'Query 有 2 个健康的 store（s，sidecar；g，store）。如果还有别的副本，那么这些 store 在那段时间里都没有它：服务发现找不到的 store，Query 不会列出。',
    ],
    [course.begin.alone('…'), '…；其他副本都没有样本。'],
    [
      course.begin.preferred('…', { replica: 'a', other: 'b', later: undefined }, { length: '5.000 s', factor: 3 }),
      '…；b 的样本时间相同：时间相同时，返回样本较多的那个数据块里的。所以 Query 返回 a 的样本，b 受到惩罚：开始时是 5.000 s，此后是最近返回的两个样本的间隔的 3 倍。',
    ],
    [course.upTo('00:09'), '到 00:09 为止一直如此，没有空洞。'],
    [
      course.state.differs('00:05', { replicas: ['a', 'b'], at: '00:04' }, '00:03'),
      '在 00:05，Query 返回的最后一个样本是 a、b 的，时间是 00:04。它首选哪个副本并不清楚，因为从 00:03 起，模型与 Query 不一致。',
    ],
    [course.state.last('00:05', { replicas: [], at: '00:04' }), '在 00:05，Query 返回的最后一个样本的时间是 00:04。'],
    [steps.cell(steps.marker, steps.dropped), '陈旧标记，已丢弃'],
    [steps.notANumber, '不是数字，已丢弃'],
  ]
  for (const [text, as] of said) {
    t.equal(text, as)
    t.same(troublesOf('', text), [])
  }
})
