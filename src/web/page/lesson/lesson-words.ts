import { computed } from '@preact/signals'
import type { Language } from '../../../model/language.ts'
import { language } from '../words/words.ts'

/* What the page says around a lesson, in each language. The lesson's own text comes from the server. */

export interface LessonViewWords {
  /** Of the view. */
  name: string
  keys: [key: string, does: string][]
  lessons: string
  about: string
  all: string
  minutes(minutes: number): string
  state(state: 'new' | 'started' | 'finished', screen: number, screens: number): string
  begin: string
  goOn: string
  again: string
  place(screen: number, screens: number, minutes: number): string
  lab(lab: string): string
  beside: string
  sides: { stage: string; playground: string; scenarios: string }
  copy: string
  copied: string
  notCopied: string
  predict: string
  units: { seconds: string; scrapes: string; number: string }
  lock: string
  lockedAt(clock: string): string
  yourPrediction: string
  predicted: string
  measured: string
  right: string
  wrong: string
  waiting: string
  step: string
  done: string
  notDone: string
  files: string
  check: string
  checking: string
  passed: string
  notYet: string
  otherwise: string
  hint: string
  hintOf(level: number, levels: number): string
  next: string
  finish: string
  finished: string
  takeaways: string
  following: string
  reset: string
  resetText: string
  resetYes: string
  resetNo: string
}

const en: LessonViewWords = {
  name: 'Lesson',
  keys: [
    ['7', 'lesson'],
    ['N', 'in a lesson: the next screen'],
    ['C', 'in a lesson: check the step'],
    ['T', 'in a lesson: a hint'],
    ['S', 'in a lesson: stage, playground or scenarios beside it'],
  ],
  lessons: 'Lessons',
  about: 'Predict, run, look, explain. The command thanos-lab lesson has the same progress: use either.',
  all: 'All lessons',
  minutes: (minutes) => `${minutes} min`,
  state: (state, screen, screens) => ({ new: 'not started', started: `at screen ${screen} of ${screens}`, finished: '✓ finished' })[state],
  begin: 'Start',
  goOn: 'Go on',
  again: 'Show again',
  place: (screen, screens, minutes) => `screen ${screen} of ${screens} · ${minutes} min`,
  lab: (lab) => `This lesson works on the lab ${lab}, which is not the one of this page.`,
  beside: 'Beside the lesson',
  sides: { stage: 'Stage', playground: 'Playground', scenarios: 'Scenarios' },
  copy: 'Copy',
  copied: 'Copied.',
  notCopied: 'The browser does not let this page copy.',
  predict: 'Predict',
  units: { seconds: 'seconds', scrapes: 'scrape intervals', number: 'a whole number' },
  lock: 'Lock the prediction',
  lockedAt: (clock) => `Locked at ${clock}. It is compared with what you measure.`,
  yourPrediction: 'Your prediction',
  predicted: 'You predicted',
  measured: 'Measured',
  right: '✓ As you predicted.',
  wrong: '✕ Otherwise than you predicted. The next screen says why.',
  waiting: 'Not measured yet.',
  step: 'Do it',
  done: '✓ done',
  notDone: 'to do',
  files: 'The file is looked for in the folder in which thanos-lab dashboard was started.',
  check: 'Check',
  checking: 'Checking …',
  passed: 'Passed.',
  notYet: 'Not yet.',
  otherwise: 'It went otherwise?',
  hint: 'Hint',
  hintOf: (level, levels) => `Hint ${level} of ${levels}:`,
  next: 'Next',
  finish: 'Finish the lesson',
  finished: 'The lesson is finished.',
  takeaways: 'Take away',
  following: 'Next lesson',
  reset: 'Begin again …',
  resetText: 'Begin this lesson again? Your predictions in it are forgotten. Saved runs stay.',
  resetYes: 'Yes, begin again',
  resetNo: 'No, go on',
}

const zhCN: LessonViewWords = {
  name: '课程',
  keys: [
    ['7', '课程'],
    ['N', '课程中：下一屏'],
    ['C', '课程中：检查这一步'],
    ['T', '课程中：提示'],
    ['S', '课程中：旁边显示舞台、演练场或场景'],
  ],
  lessons: '课程',
  about: '预测、运行、观察、解释。命令 thanos-lab lesson 用的是同一份进度：两边都可以用。',
  all: '全部课程',
  minutes: (minutes) => `${minutes} 分钟`,
  state: (state, screen, screens) => ({ new: '未开始', started: `第 ${screen} 屏，共 ${screens} 屏`, finished: '✓ 已完成' })[state],
  begin: '开始',
  goOn: '继续',
  again: '再看一遍',
  place: (screen, screens, minutes) => `第 ${screen} 屏，共 ${screens} 屏 · ${minutes} 分钟`,
  lab: (lab) => `这一课用的是实验环境 ${lab}，不是本页的实验环境。`,
  beside: '课程旁边',
  sides: { stage: '舞台', playground: '演练场', scenarios: '场景' },
  copy: '复制',
  copied: '已复制。',
  notCopied: '浏览器不允许本页复制。',
  predict: '预测',
  units: { seconds: '秒', scrapes: '个抓取间隔', number: '整数' },
  lock: '锁定预测',
  lockedAt: (clock) => `已于 ${clock} 锁定。之后会和你测得的数字比较。`,
  yourPrediction: '你的预测',
  predicted: '你预测的',
  measured: '测得的',
  right: '✓ 和你预测的一样。',
  wrong: '✕ 和你预测的不一样。下一屏说明原因。',
  waiting: '还没有测得。',
  step: '动手',
  done: '✓ 已完成',
  notDone: '待完成',
  files: '文件要放在启动 thanos-lab dashboard 时所在的文件夹里。',
  check: '检查',
  checking: '正在检查……',
  passed: '通过。',
  notYet: '还没有。',
  otherwise: '结果不一样？',
  hint: '提示',
  hintOf: (level, levels) => `提示 ${level}（共 ${levels} 条）：`,
  next: '下一屏',
  finish: '完成这一课',
  finished: '这一课已完成。',
  takeaways: '记住',
  following: '下一课',
  reset: '重新开始……',
  resetText: '重新开始这一课？你在这一课的预测会被清除。保存的运行记录都会保留。',
  resetYes: '是，重新开始',
  resetNo: '否，继续',
}

export const LESSON_WORDS: Record<Language, LessonViewWords> = { en, 'zh-CN': zhCN }

/** In the language of the page. */
export const lessonText = computed(() => LESSON_WORDS[language.value])
