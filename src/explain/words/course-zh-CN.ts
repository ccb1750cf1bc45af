import type { courseInEnglish, SampleOf } from './course-en.ts'

/* How the course of a merge is said, in Chinese. */

/** To follow `样本`. */
const sampleOf = ({ replicas, at }: SampleOf) => (replicas.length === 0 ? `的时间是 ${at}` : `是 ${replicas.join('、')} 的，时间是 ${at}`)

export const courseInChinese: typeof courseInEnglish = {
  had: ({ selector, isMadeUp, from, to, zone, length, isCounter, all, own, returned }) =>
    `Query 读取${isMadeUp ? '一个虚拟的序列' : ` ${selector}`}，从 ${from} 到 ${to} ${zone}（${length}）${isCounter ? '，如同在 rate() 里' : ''}。它有 ${all} 个样本（${own.map(({ replica, samples }) => `${replica} 有 ${samples} 个`).join('，')}），返回 ${returned} 个。`,
  chain:
    'Query 采用链式（chain）合并：它返回每个副本的每个样本，但时间相同的只返回一个。没有首选副本，也没有副本受到惩罚。成对的样本前后相邻。',
  alone: (replica, isPartial) => `只有 ${replica} ${isPartial ? '在结果里' : '在那段时间里'}有样本：没有什么可合并的。`,
  stores: (stores) =>
    `Query 有 ${stores.length} 个健康的 store（${stores.map(({ name, type }) => `${name}，${type}`).join('；')}）。如果还有别的副本，那么这些 store 在那段时间里都没有它：服务发现找不到的 store，Query 不会列出。`,
  intervals: (each) =>
    `各副本的抓取间隔不同：${each.map(({ replica, interval }) => `${replica} 每 ${interval} 一次`).join('，')}。Query 返回哪个副本的样本，合并后的序列就是哪个副本的间隔。这里，间距达到该副本的 1.5 个间隔，就算空洞。`,
  begin: {
    first: (edge, replica, at) => `查询的左边界是 ${edge}。此后的第一个样本是 ${replica} 的，在 ${at}`,
    alone: (first) => `${first}；其他副本都没有样本。`,
    preferred: (first, { replica, other, later }, { length, factor }) =>
      `${first}；${other} 的样本${later === undefined ? '时间相同：时间相同时，返回样本较多的那个数据块里的' : `晚 ${later}`}。所以 Query 返回 ${replica} 的样本，${other} 受到惩罚：开始时是 ${length}，此后是最近返回的两个样本的间隔的${factor === 2 ? '两倍' : ` ${factor} 倍`}。`,
    stays: (replica, other) => `只要 ${replica} 每个间隔都有样本，就永远不会先轮到 ${other}。`,
    changes: (replica, second) =>
      `开始时的惩罚在 ${replica} 的下一个样本之前就结束，所以那时先轮到 ${second}；那时返回的是哪个副本，首选的就一直是它。`,
  },
  noSample: '那段时间里，Query 没有返回样本。',
  upTo: (at) => `到 ${at} 为止一直如此，没有空洞。`,
  more: (events, last) => `另有 ${events} 个这样的事件，最后一个在 ${last}；--at TIME 可以说明其中任何一个。`,
  noGap: '没有空洞。',
  returnsAll: (samples) => `Query 返回它的 ${samples} 个样本，没有空洞。`,
  steady: (samples, replica) => `一直如此：全部 ${samples} 个样本都是 ${replica} 的，没有空洞。`,
  state: {
    notYet: (at, first) => `在 ${at}，Query 还没有返回任何样本：第一个样本在 ${first}。`,
    after: (at, end, { last, earlier }) =>
      `${at} 在所说明的时间之后，这段时间到 ${end} 结束。其中的最后一个样本${sampleOf(last)}，比所问的时间早 ${earlier}。`,
    differs: (at, last, from) =>
      `在 ${at}，Query 返回的最后一个样本${sampleOf(last)}。它首选哪个副本并不清楚，因为从 ${from} 起，模型与 Query 不一致。`,
    last: (at, last) => `在 ${at}，Query 返回的最后一个样本${sampleOf(last)}。`,
    preferred: (at, replica, last, since) =>
      `在 ${at}，Query 首选 ${replica}（${since === undefined ? '从一开始' : `从 ${since} 起`}）。它返回的最后一个样本${sampleOf(last)}。`,
  },
  outage: (away, left, longest) =>
    `${away.join('、')} 不在的时候，Query 只有 ${left.join('、')}：没有什么可合并的，样本之间最多相隔 ${longest}。`,
  gapOnceBack: (away) => `${away.join('、')} 恢复之后，空洞才出现：那时 Query 会读取它的历史，空洞就在里面。`,
  disagree: ({ at, replica, value, other, otherValue }, samples, isChain) =>
    `各副本不一致：在 ${at}，${replica} 的值是 ${value}，而 ${other} 紧挨着的前后都是 ${otherValue}。${samples > 1 ? `${samples} 个样本都是这样。` : ''}${isChain ? 'Query 两个都返回' : 'Query 返回它首选的副本的值'}；表格里有这些值。`,
}
