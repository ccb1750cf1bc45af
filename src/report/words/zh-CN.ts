import type { ReportWords } from './en.ts'
import { figuresInChinese } from './figures-zh-CN.ts'

/* What a verdict and a timeline say, in Chinese. Sentences that a run keeps are quoted. */

export const reportInChinese: ReportWords = {
  figures: figuresInChinese,
  verdict: {
    title: (verdict, expected, scenario) => `${verdict}${expected}：${scenario}`,
    asExpected: '，与场景的期望一致',
    otherwise: (outcome) => `，场景期望的是 ${outcome}`,
    whole: (title, why) => `${title}。${why}`,
    sentences: (all) => all.join(''),
    summary: (all, asDeclared) =>
      `${all} 次运行：${asDeclared} 次与声明一致${all === asDeclared ? '' : `，${all - asDeclared} 次不一致`}。`,
    passed: (expectations) => (expectations === 1 ? '期望已满足。' : `全部 ${expectations} 个期望都已满足。`),
    verified: (faults, damage) =>
      `${faults.map(({ fault, target }) => `${target} 的 ${fault}`).join('、')} 已核实${damage === undefined ? '' : `；${damage}`}。`,
    damage: (check, series, measured) => `可以看到它造成的损害（${series} 的 ${check}：${measured}）`,
    ownGap: (replica, gap, merged) => `${replica} 自己有一个 ${gap} 的空洞${merged === undefined ? '' : `，合并后的序列里是 ${merged}`}`,
    refuted: (check, series, measured, expected) => `${series} 的 ${check} 实测 ${measured}，期望“${expected}”。`,
    notMet: '有一个期望没有满足。',
    reason: (kept) => `原因：“${kept}”`,
    noReason: '有一个前提条件没有满足。',
    more: (number) => `（另有 ${number} 条。）`,
  },
  timeline: {
    row: (series, phase) => `${series}，${figuresInChinese.phases[phase]}`,
    rowNow: (series) => `${series}，现在`,
    observed: (replica, series) => `${replica}（${series}）`,
    withGap: (some, all, phase) =>
      some > 0 ? `${phase}的 ${all} 次应答里，${some} 次有空洞（画出的是最差的一次）` : `${phase}的 ${all} 次应答里，没有一次有空洞`,
    gap: (length, then) => `${length} 的空洞${then === undefined ? '' : `：${then}`}`,
    stayed: 'Query 没有切换',
    switched: (from, to) => `Query 从 ${from} 切换到 ${to}`,
    switchedWithoutGap: (from, to) => `Query 从 ${from} 切换到 ${to}，没有空洞`,
    inTurn: (times, pods) => `Query 切换了 ${times} 次，没有空洞：轮流返回 ${pods.join('、')} 的样本`,
    legend: '一格是一次抓取；斜线：本应有样本，却没有。合并后的序列标明 Query 返回的是谁的样本。',
    longestGap: '最长空洞',
    more: (notes, longest) => `另有 ${notes} 处；最长空洞 ${longest}`,
    predicted: (gap, measured, isMet) =>
      `预测 ${gap}，${measured === undefined ? '恢复之后没有读取' : `实测 ${measured}`}${isMet ? '' : '，与预测不符'}`,
    ofNone: '不属于任何副本',
    ofBoth: '两者',
    ofSeveral: '多个副本',
    probe: (name) => `探针 ${name}`,
    failed: (requests) => `${requests} 个失败`,
  },
  page: {
    title: 'thanos-lab 的运行',
    about: (replicas, interval) => `${replicas} 个副本，每 ${interval} 抓取一次`,
    inconclusive: '无定论的原因',
    timeline: '时间线',
    faults: '故障',
    noFault: '没有注入故障。',
    expectations: '期望',
    probes: '探针',
    runColumns: ['场景', '运行时', '声明的结果', '结论', '用时', '运行'],
    columns: ['序列', '期望', '结果', '实测', '如何得出'],
    notMeasured: '没有测到',
    met: '满足',
    notMet: '不满足',
  },
}
