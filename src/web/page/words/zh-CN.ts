import type { Words } from './en.ts'

/* What the page says, in Chinese: the words of the localisation guide of Kubernetes, and those of the translated lessons. */

export const zhCN: Words = {
  title: 'thanos-lab：Thanos Query 如何合并副本',
  header: {
    views: '视图',
    names: {
      stage: '舞台',
      why: '原因',
      prediction: '预测',
      scenarios: '场景',
      runs: '运行记录',
      playground: '演练场',
    },
    large: '大字',
    help: '帮助',
    lost: '与服务器的连接已断开：显示的内容可能已过时',
    backToLab: '回到实验环境',
    here: (utc, local) => `${utc}，本地 ${local}`,
  },
  keys: {
    title: '按键',
    views: ['1 到 6', '舞台、原因、预测、场景、运行记录、演练场'],
    samples: '逐个样本移动',
    rows: '逐行移动',
    gaps: '逐个空洞移动',
    space: '空格',
    replay: '回放，或暂停回放',
    large: '大号文字，用于投影',
    language: '切换语言：English 或中文',
    heal: '修复所有未结束的故障',
    help: '本帮助',
  },
}
