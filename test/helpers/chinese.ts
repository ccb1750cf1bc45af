import { OPAQUE, type Prose } from './markdown.ts'

/* How we write Chinese: by the localisation guide of Kubernetes (kubernetes/website, content/zh-cn/docs/contribute/localization_zh.md). */

const HAN = String.raw`\p{Script=Han}`
const FULL = '，。：；？！、（）《》“”‘’…—'
const LATIN = `A-Za-z0-9%${OPAQUE}`

/** Half-width signs beside Chinese; and between Latin words and at an end: `Prometheus, Thanos.` A dot in a word or a figure stays. */
const HALF_WIDTH = [
  `(?<=[${HAN}${FULL}]\\s?)[,.:;?!()"']`,
  `[,.:;?!()"'](?=\\s?[${HAN}])`,
  String.raw`[,:;?!](?=\s|$)`,
  String.raw`(?<!\.)\.(?=\s|$)`,
].join('|')

/** What is wrong → how to write it. Each is looked for in a text that has Chinese. */
const RULES: [wrong: string, write: string][] = [
  [HALF_WIDTH, 'full-width punctuation'],
  [`${HAN}[${LATIN}]|[${LATIN}]${HAN}`, 'a space between Chinese and Latin letters, figures or code'],
  [`${HAN} +${HAN}`, 'no space within Chinese'],
  [`[${FULL}] +(?!\\|)|(?<!\\|) +[${FULL}]`, 'no space beside full-width punctuation'],
  [`[${FULL}]\\n|\\n[${FULL}]|${HAN}\\n${HAN}`, 'one line: a line break shows as a space'],
  [String.raw`\*+`, 'emphasis that Markdown understands: the punctuation behind it, not in it'],
]

/** The English word of Kubernetes and of this project → the Chinese one, and those that it is not. */
const GLOSSARY: Record<string, { term: string; wrong: string[] }> = {
  replica: { term: '副本', wrong: ['复本', '复制品', '副件'] },
  sidecar: { term: '边车', wrong: ['挎斗', '跨斗', '旁车', '侧车', '边斗'] },
  probe: { term: '探针', wrong: ['探头', '探测器', '探子'] },
  drain: { term: '腾空', wrong: ['排空', '排干', '排水', '清空节点'] },
  namespace: { term: '名字空间', wrong: ['命名空间', '名称空间'] },
  dedup: { term: '去重', wrong: ['重复数据删除', '消重', '排重', '除重'] },
  gap: { term: '空洞', wrong: ['间隙', '缺口', '断档', '空隙', '空缺', '豁口'] },
  scrape: { term: '抓取', wrong: ['采集', '刮取', '刮擦', '爬取', '拉取指标'] },
  penalty: { term: '惩罚', wrong: ['处罚', '惩处', '罚分', '罚时'] },
}

/** Other words that are written in one way only. */
const OTHER_WORDS: Record<string, string[]> = {
  你: ['您', '妳'],
  集群: ['群集'],
  节点: ['结点'],
  默认: ['缺省'],
  登录: ['登陆'],
  账号: ['帐号'],
  样本: ['采样点', '取样'],
  时间序列: ['时间系列', '时序系列'],
}

const WORDS: [term: string, wrong: string[]][] = [
  ...Object.values(GLOSSARY).map(({ term, wrong }): [string, string[]] => [term, wrong]),
  ...Object.entries(OTHER_WORDS),
]
const ALL_RULES = [...RULES, ...WORDS.map(([term, wrong]) => [wrong.join('|'), term] as const)].map(
  ([wrong, write]) => [new RegExp(wrong, 'gu'), write] as const,
)
const CHINESE = new RegExp(HAN, 'u')

/** What is wrong in the style of a text: `README.zh-CN.md:12: full-width punctuation: "…"`. Text without Chinese is right. */
export function styleTroubles(file: string, { text, line }: Prose): string[] {
  if (!CHINESE.test(text)) return []
  return ALL_RULES.flatMap(([wrong, write]) =>
    [...text.matchAll(wrong)].map(({ index }) => {
      const near = text.slice(Math.max(0, index - 10), index + 12)
      const number = line + text.slice(0, index).split('\n').length - 1
      return `${file}:${number}: ${write}: "${near.replaceAll('\n', '⏎').replaceAll(OPAQUE, '`')}"`
    }),
  )
}

/** Words of the glossary that have no English in brackets where a text first uses them. Headings and pictures come without. */
export function bracketTroubles(file: string, prose: Prose[]): string[] {
  const texts = prose.filter(({ kind }) => kind === 'paragraph' || kind === 'table')
  return Object.entries(GLOSSARY).flatMap(([english, { term }]) => {
    const first = texts.find(({ text }) => text.includes(term))
    if (first === undefined) return []
    const { text, line } = first
    return text.slice(text.indexOf(term)).startsWith(`${term}（${english}`)
      ? []
      : [`${file}:${line}: the English in brackets at first use: ${term}（${english}）`]
  })
}
