import { seconds } from '../../../lib/format.ts'
import type { SituationWords } from '../../../report/situation-words.ts'

/* The sentence about what is going on, in Chinese. */

export const situationInChinese: SituationWords = {
  notReady: '未就绪',
  notInQueryYet: 'Query 尚未看到',
  notInQuery: 'Query 看不到',
  returnsNoSeries: '没有返回序列',
  doesNotAnswer: '没有应答',
  noReplica: '没有就绪的副本',
  sidecarOf: (sidecar, pod) => `${pod} 的 ${sidecar}`,
  states: {
    gone: (who) => `${who.join('、')} 已停止`,
    frozen: (who) => `${who.join('、')} 已冻结`,
    starting: (who) => `${who.join('、')} 正在重新启动`,
    notBack: (who) => `Query 尚未重新看到 ${who.join('、')}`,
  },
  readyAgain: '所有部件重新就绪',
  ready: '所有部件就绪',
  link: (link, state) => `链路 ${link} ${state === 'cut' ? '已切断' : '变慢'}`,
  inEffect: (fault, target) => `${target} 的 ${fault} 正在生效`,
  noSeries: 'Query 没有返回序列',
  noAnswer: (error) => `Query 没有应答（${error}）`,
  stalled: '请求在等待',
  noSample: 'Query 没有样本',
  noSampleFor: (length) => `Query 已有 ${seconds(length)} 没有样本`,
  samples: 'Query 返回样本',
  samplesOf: (pod) => `Query 返回 ${pod} 的样本`,
  noGap: '没有空洞',
  gaps: (count, longest) => (count === 1 ? `有一个 ${seconds(longest)} 的空洞` : `有 ${count} 个空洞，最长 ${seconds(longest)}`),
  whole: (phrases) => `${phrases.join('；')}。`,
}
