import { figuresInChinese } from '../../report/words/figures-zh-CN.ts'
import { courseInChinese } from './course-zh-CN.ts'
import type { ExplanationWords, LongStretch, OwnSamplesIn, ScrapesWithout, StoreLimits } from './en.ts'

/* How an explanation is said, in Chinese: by the words of docs/merge.zh-CN.md. What Query or a store says is quoted as it is. */

const listed = (all: readonly string[]) => all.join('、')
const quoted = (text: string) => `“${text}”`

/** Why a scrape that was due was not made. */
const UNMADE = {
  away: '它当时停着、丢了数据，或者没有这个目标',
  removed: '它的目标被移除或修改了，最后一次抓取之后的陈旧标记说明了这一点',
}

function scrapesOf({ replica, scrapes, from, to, often }: ScrapesWithout): string {
  if (scrapes === 1) return `${replica} 在 ${from} 的抓取`
  return often ? `${replica} 在 ${from} 和 ${to} 之间有 ${scrapes} 次抓取` : `${replica} 从 ${from} 到 ${to} 的 ${scrapes} 次抓取`
}

/** `它没有 … 之前和 … 之后的数据` */
function limits({ before, after }: StoreLimits): string {
  const sides = [...(before === undefined ? [] : [`${before} 之前`]), ...(after === undefined ? [] : [`${after} 之后`])]
  return `它没有 ${sides.join('和 ')}的数据`
}

const samplesIn = ({ replica, samples, at }: OwnSamplesIn) => `${replica} 在其中有 ${samples} 个样本（${at}）`
const stretchOf = ({ from, to, length }: LongStretch) => `从 ${from} 到 ${to}（${length}）`

export const explanationInChinese: ExplanationWords = {
  figures: figuresInChinese,
  sentences: (all) => all.join(''),
  times: (shown, more) => `${listed(shown)}${more > 0 ? ` 和另外 ${more} 个` : ''}`,
  agreement: {
    partial: (stores) => `警告：结果不完整。${stores}Query 的结果里可能缺少样本，下面的说明里也可能缺少。`,
    warned: (texts) => `Query 发出警告：${texts.map(quoted).join('；')}。`,
    noStore: (replica) => `Query 没有 ${replica} 的 store。`,
    noAnswer: (store, said, replica) => `${store}${replica === undefined ? ' ' : `（${replica}）`}没有应答：${quoted(said)}。`,
    notShown: 'Query 不显示它在 rate() 里合并的样本，所以这次合并没有与 Query 比较。',
    plainCompared: '比较的是同样样本的普通合并。',
    plainEqual: (samples) => `比较的是同样样本的普通合并：模型返回的 ${samples} 个样本，Query 也返回了。`,
    equal: (samples) => `模型与 Query 的 ${samples} 个样本全部一致，时间和值都一致。`,
    sameSamples: (samples, step) => `模型返回的 ${samples} 个样本，Query 也返回了。这并不说明它走的是模型的步骤：${step}`,
    differs: (equal, all, from) =>
      `警告：${all} 个样本里，模型与 Query 有 ${equal} 个一致。第一处不同在 ${from}；从那里起，不再说明 Query 的任何一步。`,
    step: {
      partial: '没有应答的 store 有什么，并不清楚。',
      copies: (all) =>
        `${all.map(({ replica, stores }) => `多个 store 有 ${replica} 同一时间的样本（${listed(stores)}）`).join('；')}。每个 store 在哪些数据块里给出了它们，无法核实，而 Query 是按数据块切换的。`,
      algorithm: (name) => `Query 表示它以 --deduplication.func=${name} 运行，而这里的模型是另一种算法。`,
      unknown: 'Query 的哪一步不同，并不清楚。',
    },
    apart: (step) => step,
  },
  absence: {
    failed: (scrapes) => `${scrapesOf(scrapes)}失败了。`,
    notExposed: (scrapes) => `${scrapesOf(scrapes)}成功了，但没有这个序列。`,
    unmade: ({ replica, scrapes, from, to, often }, why) =>
      often
        ? `${replica} 在 ${from} 和 ${to} 之间的几段时间里没有抓取（空洞里本应有 ${scrapes} 次）：${UNMADE[why]}。`
        : `${replica} 从 ${from} 到 ${to} 没有抓取（空洞里本应有 ${scrapes} 次）：${UNMADE[why]}。`,
    notBegun: ({ replica, scrapes, to }) => `这个序列当时在 ${replica} 上还没有开始：到 ${to} 为止的 ${scrapes} 次抓取成功了，但没有它。`,
    ended: ({ replica, scrapes, from }) => `这个序列在 ${replica} 上已经结束：从 ${from} 起的 ${scrapes} 次抓取成功了，但没有它。`,
    notDue: (replica, interval) => `其间 ${replica} 本来就没有该做的抓取：它每 ${interval} 抓取一次。`,
    outOfReach: (replica, store) => `${replica} 的 store（${store.store}）表示，${limits(store)}。`,
    outOfAllReach: ({ replica, from, to }, stores) =>
      `${replica} 的 store 都没有从 ${from} 到 ${to} 的数据：${stores.map((one) => `${one.store} 表示，${limits(one)}`).join('；')}。`,
    unknown: ({ replica, from, to }) => `${replica} 从 ${from} 到 ${to} 为什么没有样本，并不清楚：没有它的目标的 up。`,
    short: {
      unmade: (why) => `空洞里没有它的抓取（${UNMADE[why]}）`,
      failed: '它在空洞里的抓取失败了',
      notExposed: '它在空洞里的抓取成功了，但没有这个序列',
    },
    marker: {
      failed: (replica, at) => `${replica} 在 ${at} 的抓取失败了，留下一个陈旧标记`,
      notExposed: (replica, at) => `${replica} 在 ${at} 的抓取成功了，但不再有这个序列，因此留下一个陈旧标记`,
      removed: (replica, at) => `${replica} 的目标被移除或修改了，因此在 ${at} 留下一个陈旧标记`,
      unknown: (replica, at) => `${replica} 在 ${at} 有一个陈旧标记`,
    },
  },
  gap: {
    whole: ({ from, to, length }, { atLeft, atRight }, why) =>
      `空洞 ${length}，从${atLeft ? `窗口的左边界（${from}）` : ` ${from} `}到${atRight ? `窗口的右边界（${to}）` : ` ${to}`}：${why}`,
    silent: ({ only, isPartial }, stretch) => {
      if (only !== undefined)
        return stretch === undefined
          ? `结果里唯一的副本 ${only} 在其中没有样本`
          : `${stretchOf(stretch)}，结果里唯一的副本 ${only} 没有样本`
      const where = isPartial ? '结果里' : ''
      return stretch === undefined ? `${where}没有副本在其中有样本` : `${stretchOf(stretch)}，${where}没有副本有样本`
    },
    nothingFills: (silent) => `${silent}，所以没有什么可以填补空洞。`,
    maybeFilled: (silent, stores) =>
      `${silent}。但结果不完整：${stores === undefined ? '没有应答的 store ' : `${stores.join(' 或 ')} `}有没有那段时间的样本，并不清楚。`,
    byModel: (steps) => `按照模型，${steps}`,
    unknown: (step, steps) => `原因并不清楚：${step}按照模型，${steps}`,
    differs: (from, step) => `从 ${from} 起，模型与 Query 不一致，所以原因并不清楚${step === undefined ? '。' : `：${step}`}`,
    switched: (at, replica) => `在 ${at}，Query 切换到 ${replica}。`,
    skipped: ({ replica, samples, at }, until) =>
      `${replica} 的 ${samples} 个样本（${at}）被跳过${until === undefined ? '' : `：${replica} 受到惩罚，到 ${until} 为止`}。`,
    has: (own) => `${samplesIn(own)}。`,
    hasSkipped: (own) => `${samplesIn(own)}，被 Query 跳过。`,
    hasUntil: (own, until) => `${samplesIn(own)}，但受到惩罚，到 ${until} 为止。`,
    marker: (marker, more) =>
      `${marker}。对 Query 来说，标记也是样本，所以它返回这个标记${more > 0 ? `和另外 ${more} 个` : ''}（什么也不显示），再从那里继续。`,
    preferred: (replica, next, why) =>
      `首选副本 ${replica} ${next === undefined ? '没有更晚的样本' : `在 ${next} 之前没有样本`}${why === undefined ? '' : `：${why}`}。`,
    ownSkipped: (replica, at) => `Query 读取的是数据块，不是副本：${replica} 自己在其中的样本（${at}）被跳过。`,
    stays: (preferred, at, { others, isOneMissed }) =>
      `${preferred === undefined ? '首选副本' : `${preferred} `}的下一个样本在 ${at}，比 ${others.join(' 或 ')} 此后的样本都早，所以 Query 不切换${isOneMissed ? '：漏掉的一次抓取永远补不上' : ''}。`,
    nextChunk: (replica, at) => `Query 读取的是数据块，不是副本：接下来是 ${replica} 的数据块，Query 在 ${at} 接着读它。`,
    penalty: (replica, length, until, usual) =>
      `${replica} 受到 ${length} 的惩罚${usual === undefined ? '' : `（${usual.factor} x 最近两个样本的间隔 ${usual.distance}）`}，到 ${until} 为止。`,
    itsSkipped: (samples, at) => `它的 ${samples} 个样本（${at}）被跳过。`,
    sum: (at, whole, parts) => `此后它的第一个样本在 ${at}，Query 就在那里切换：${whole} = ${parts.join(' + ')}。`,
    toMarker: (length) => `到陈旧标记的 ${length}`,
    ofPenalty: (length) => `惩罚 ${length}`,
    toScrape: (length, replica) => `到 ${replica} 下一次抓取的 ${length}`,
    inTurn: (all) => `其中依次有：${listed(all)}。`,
    markerAt: (replica, at) => `${replica} 在 ${at} 的陈旧标记`,
    switchAt: (replica, at) => `在 ${at} 切换到 ${replica}`,
    sampleAt: (replica, at) => `${replica} 在 ${at} 的样本`,
    markerNote: '标记什么也不显示。',
  },
  switch: {
    start: ({ at, from, to, later, isMarker }) =>
      `在 ${at}，Query 从 ${from} 切换到 ${to}${isMarker ? '，返回的是一个陈旧标记' : ''}，比上一个样本晚 ${later}，没有空洞`,
    chunk: (start, skipped) =>
      `${start}。Query 读取的是数据块，不是副本：如果一个副本的数据块结束之后，另一个副本的数据块才开始，它就接着读另一个副本${skipped === undefined ? '' : `；${skipped.replica} 自己的下一个样本（${skipped.at}）被跳过`}。`,
    noLater: (start, replica) => `${start}：${replica} 没有更晚的样本。`,
    late: (start, from, next, { to, penalty }) => `${start}：${from} 的下一个样本在 ${next} 才有，而 ${to} 的惩罚（${penalty}）已经结束。`,
    skipped: (start, replica, at) => `${start}；${replica} 自己的下一个样本（${at}）被跳过。`,
    density: (replica, every, before) => `从那里起，Query 每 ${every} 返回一个样本，这是 ${replica} 的间隔，而不是每 ${before} 一个。`,
  },
  course: courseInChinese,
  simulation: {
    title: 'thanos-lab：Query 如何合并副本',
    heading: 'Query 如何合并副本',
  },
  steps: {
    returned: '已返回',
    notReturned: '未返回',
    marker: '陈旧标记',
    dropped: '已丢弃',
    notANumber: '不是数字，已丢弃',
    skipped: '已跳过',
    skippedUntil: (clock) => `已跳过，惩罚到 ${clock} 为止`,
    cell: (what, became) => `${what}，${became}`,
  },
}
