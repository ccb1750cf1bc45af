import type { Language } from '../../../model/language.ts'
import type { Outcome } from '../../../model/scenario.ts'

/* What the pages of a room say. */

export interface RoomWords {
  learners(count: number): string
  needHelp(count: number): string
  nobody: string
  lost: string
  large: string
  hideNames: string
  joinLink: string
  joinWith: string
  orScan: string
  learnersTitle: string
  questionsTitle: string
  learner(number: number): string
  noLesson: string
  place(screen: number, screens: number): string
  step(name: string): string
  finished: string
  since(clock: string): string
  help: string
  checked(passed: boolean): string
  verdict(verdict: Outcome): string
  noQuestion: string
  answerColumn: string
  predictedColumn: string
  measuredColumn: string
  predictedCount(predicted: number, learners: number): string
  notMeasured: string
  measuredCount(measured: number, right: number): string
  median(amount: string): string
  choice(number: number): string
  fromTo(from: string, to: string): string
  above(from: string): string
  units: Record<'seconds' | 'scrapes' | 'number', string>
  joinTitle: string
  joinLead: string
  joinSends: string
  joinNoToken: string
  copy: string
  copied: string
}

const people = (count: number) => (count === 1 ? '1 learner' : `${count} learners`)

export const ROOM_WORDS: Record<Language, RoomWords> = {
  en: {
    learners: people,
    needHelp: (count) => (count === 0 ? 'nobody needs help' : count === 1 ? '1 needs help' : `${count} need help`),
    nobody: 'Nobody has joined yet.',
    lost: 'no connection to the server: what is shown may be old',
    large: 'Large',
    hideNames: 'Hide names',
    joinLink: 'Join link',
    joinWith: 'Type this on the machine with your lab:',
    orScan: 'The code leads to a page with the same line.',
    learnersTitle: 'Learners',
    questionsTitle: 'Predictions',
    learner: (number) => `Learner ${number}`,
    noLesson: 'no lesson yet',
    place: (screen, screens) => `screen ${screen} of ${screens}`,
    step: (name) => `step ${name}`,
    finished: 'finished',
    since: (clock) => `since ${clock}`,
    help: 'needs help',
    checked: (passed) => (passed ? 'check passed' : 'check: not yet'),
    verdict: (verdict) => verdict,
    noQuestion: 'No prediction yet. Each question appears here with its first one.',
    answerColumn: 'Answer',
    predictedColumn: 'Predicted',
    measuredColumn: 'Measured',
    predictedCount: (predicted, all) => `${predicted} of ${people(all)} predicted.`,
    notMeasured: 'Nobody has measured it yet.',
    measuredCount: (measured, right) => `${measured} measured it; ${right} of them predicted it right.`,
    median: (amount) => `Median measured: ${amount}.`,
    choice: (number) => `choice ${number}`,
    fromTo: (from, to) => `${from} to ${to}`,
    above: (from) => `${from} and more`,
    units: { seconds: 's', scrapes: 'scrapes', number: '' },
    joinTitle: 'Join the room',
    joinLead: 'Type this on the machine with your lab, with a name of your choice:',
    joinSends:
      'The teacher then sees that name, your lesson and step, your predictions, what your runs measured and their verdicts, and when you need help. Nothing else is sent: no files, no screen, no commands.',
    joinNoToken: 'This link has no token behind its #. Ask the teacher for the whole link.',
    copy: 'Copy',
    copied: 'Copied',
  },
  'zh-CN': {
    learners: (count) => `${count} 名学员`,
    needHelp: (count) => (count === 0 ? '没有人需要帮助' : `${count} 人需要帮助`),
    nobody: '还没有人加入。',
    lost: '与服务器的连接已断开：显示的内容可能已过时',
    large: '大字',
    hideNames: '隐藏名字',
    joinLink: '加入链接',
    joinWith: '在运行实验环境的机器上输入：',
    orScan: '扫码打开的页面上有同一行命令。',
    learnersTitle: '学员',
    questionsTitle: '预测',
    learner: (number) => `学员 ${number}`,
    noLesson: '还没有开始课程',
    place: (screen, screens) => `第 ${screen} 屏，共 ${screens} 屏`,
    step: (name) => `步骤 ${name}`,
    finished: '已完成',
    since: (clock) => `自 ${clock}`,
    help: '需要帮助',
    checked: (passed) => (passed ? '检查已通过' : '检查未通过'),
    verdict: (verdict) => ({ pass: '通过', fail: '不通过', inconclusive: '无定论' })[verdict],
    noQuestion: '还没有预测。每个问题在收到第一个预测时出现在这里。',
    answerColumn: '答案',
    predictedColumn: '预测',
    measuredColumn: '测得',
    predictedCount: (predicted, all) => `${all} 名学员中有 ${predicted} 人已预测。`,
    notMeasured: '还没有人测得结果。',
    measuredCount: (measured, right) => `${measured} 人已测得结果，其中 ${right} 人预测正确。`,
    median: (amount) => `测得的中位数：${amount}。`,
    choice: (number) => `选项 ${number}`,
    fromTo: (from, to) => `${from} 至 ${to}`,
    above: (from) => `${from} 及以上`,
    units: { seconds: '秒', scrapes: '个抓取间隔', number: '' },
    joinTitle: '加入课堂',
    joinLead: '在运行实验环境的机器上输入下面的命令，名字由你自己选：',
    joinSends:
      '之后老师会看到这个名字、你所在的课程和步骤、你的预测、你的运行测得的结果和结论，以及你何时需要帮助。其他内容都不会发送：没有文件，没有屏幕，没有命令。',
    joinNoToken: '这个链接的 # 后面没有令牌。请向老师索取完整的链接。',
    copy: '复制',
    copied: '已复制',
  },
}
