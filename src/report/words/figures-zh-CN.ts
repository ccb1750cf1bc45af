import type { FigureWords } from '../../verdict/figure-words.ts'

/* How phases, figures and predictions are said, in Chinese. */

export const figuresInChinese: FigureWords = {
  phases: { before: '故障之前', during: '中断期间', after: '恢复之后' },
  times: (value) => `${value} 倍`,
  range: (least, most) => `${least} 到 ${most}`,
  computedRange: (least, most) => `从 ${least}到 ${most}`,
  intervals: (number) => `${number} 个间隔`,
  offset: (length) => `偏移 ${length}`,
  gap: (length, computed) => `空洞 ${length}（${computed}）`,
  noGap: (interval) => `没有空洞，样本间距是平常的 ${interval}`,
  outcome: (predicted, measured, isMet) => `预测${predicted}，实测 ${measured}，与预测${isMet ? '一致' : '不符'}`,
  predicted: (what, back) => `故障之前的预测${back === undefined ? '' : `（等 ${back} 恢复之后）`}：${what}`,
  compared: (predicted, measured, isMet) => `${predicted}，实测 ${measured}${isMet ? '' : '，与预测不符'}。`,
  notCompared: (predicted) => `${predicted}。`,
  void: (predicted, why) => `${predicted}。${why}。`,
  voidByFault: (fault, target) => `这个预测不适用：空洞结束之前，又注入了 ${target} 的 ${fault}`,
  voidByGap: (replica, length, from, to) => `这个预测不适用：另一个副本 ${replica} 自己有一个 ${length} 的空洞，从 ${from} 到 ${to}`,
}
