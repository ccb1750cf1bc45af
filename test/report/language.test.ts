import t from 'tap'
import { reports, loadAll } from '../../src/registry.ts'
import type { LiveState } from '../../src/model/live.ts'
import type { Language } from '../../src/model/language.ts'
import type { Run } from '../../src/model/run.ts'
import { htmlPage } from '../../src/report/html.ts'
import { liveRecord, pictureOfNow } from '../../src/report/live-record.ts'
import { picturesOf } from '../../src/report/timeline/picture.ts'
import { verdictText, why } from '../../src/report/verdict-text.ts'
import { reportWords } from '../../src/report/words/words.ts'
import { escapedXml } from '../../src/report/xml.ts'
import { analyseRun } from '../../src/verdict/analysis.ts'
import { predictionOutcomes, predictionText } from '../../src/verdict/prediction.ts'
import { styleTroubles } from '../helpers/chinese.ts'
import { keptRuns } from '../helpers/kept-runs.ts'
import { judgedRun } from '../helpers/parts.ts'
import { liveState } from '../web/page.ts'

/* Verdicts, timelines and predictions in Chinese. English is held by the golden files. */

const runs = keptRuns()
const kept = (name: string): Run => runs.get(name)!
const chinese = reportWords('zh-CN')
const verdict = (run: Run) => verdictText({ run, analysis: analyseRun(run) }, chinese)

t.test('the verdict, with what the run keeps as a sentence as it is', async (t) => {
  t.equal(
    verdict(kept('kill-replica')),
    'PASS：The replica that Query prefers is killed。全部 3 个期望都已满足。prometheus-1 的 kill 已核实；prometheus-1 自己有一个 16.0 s 的空洞，合并后的序列里是 2.15 s。',
  )
  t.equal(
    verdict(kept('both-down')),
    'FAIL，与场景的期望一致：Both replicas are down at the same time。merged 的 longest-gap 实测 23.9 s，期望“at most 3 s (3 scrapes)”。',
  )
  t.equal(
    verdict(kept('kill-other')),
    'INCONCLUSIVE，与场景的期望一致：The replica that Query does not prefer is killed。原因：“Query preferred prometheus-0 for merged when prometheus-1 was hit: this kill shows nothing.”',
  )
})

t.test('verdicts that no kept run has', async (t) => {
  const run = judgedRun()
  const { scenario, findings } = run
  const failed = findings.map((finding) => ({ ...finding, passed: false, measured: 4.2 }))
  const title = scenario.title
  t.equal(
    verdict({ ...run, verdict: 'inconclusive', inconclusiveReasons: ['One.', 'Two.', 'Three.'] }),
    `INCONCLUSIVE：${title}。原因：“One.”（另有 2 条。）`,
  )
  t.equal(verdict({ ...run, verdict: 'inconclusive', inconclusiveReasons: [] }), `INCONCLUSIVE：${title}。有一个前提条件没有满足。`)
  t.equal(verdict({ ...run, verdict: 'fail', findings: [] }), `FAIL：${title}。有一个期望没有满足。`)
  t.match(verdict({ ...run, verdict: 'fail', findings: failed }), /实测 4\.20 s，期望“at .*”。（另有 \d 条。）$/)
  t.match(verdict({ ...run, scenario: { ...scenario, outcome: 'fail' } }), /^PASS，场景期望的是 FAIL：/)
  t.match(verdict(kept('counter-restart')), /；可以看到它造成的损害（requests 的 rate-spike：56\.89 倍）。$/)
})

/** What the verdict, the timeline and the predictions of a run say. */
function saidOf(run: Run, language: Language): string[] {
  const words = reportWords(language)
  const analysis = analyseRun(run)
  const rows = picturesOf(analysis, words).flatMap((picture) => picture.rows)
  return [
    why({ run, analysis }, words),
    words.timeline.legend,
    ...rows.flatMap(({ label, replica, notes, remark = '' }) => [
      ...(label === replica ? [] : [label]),
      ...notes.map(({ text }) => text),
      remark,
    ]),
    ...run.faults.flatMap((fault) => predictionOutcomes(fault, analysis).map((outcome) => predictionText(outcome, words.figures))),
  ].filter((text) => text !== '')
}

/** Without what a run keeps: a quotation, or the target of a fault. */
const ownWords = (text: string, { faults }: Run) =>
  faults.reduce((rest, { target }) => rest.replaceAll(target, 'prometheus-0'), text.replaceAll(/“.*?”/g, '“引文”'))

t.test('every sentence of every kept run is Chinese, and written as we write it', async (t) => {
  for (const [name, run] of runs) {
    const said = saidOf(run, 'zh-CN')
    t.equal(said.length, saidOf(run, 'en').length, name)
    for (const text of said) {
      const own = ownWords(text, run)
      t.match(own, /[\p{Script=Han}（]/u, `${name}: ${text}`)
      t.notMatch(own, /[a-z]+ (of|is|are|was|to|from|and|has|have|did|not|without)\b/, `${name}: ${text}`)
      t.same(styleTroubles(name, { kind: 'paragraph', text: own, whole: own, line: 1 }), [], text)
    }
  }
})

t.test('the page without a script: none of these sentences is English', async (t) => {
  for (const name of ['kill-replica', 'both-down', 'kill-other', 'naive-service', 'chain-on-a-pair']) {
    const run = kept(name)
    const { title, html } = htmlPage([run], 'zh-CN')
    t.ok(verdict(run).startsWith(title), title)
    t.ok(html.includes(`<p class="why">${escapedXml(why({ run, analysis: analyseRun(run) }, chinese))}</p>`), name)
    const english = saidOf(run, 'en').filter((text) => !run.inconclusiveReasons.includes(text))
    for (const text of [...english, 'longest gap', 'probe query', '<h2>Timeline'])
      t.notOk(html.includes(escapedXml(text)), `${name}: ${text}`)
    t.match(html, /<main lang="zh-CN">[^]*最长空洞[^]*一格是一次抓取；[^]*<h2>期望<\/h2>/)
  }
  const both = htmlPage([kept('kill-replica'), kept('both-down')], 'zh-CN')
  t.match(both, { title: '2 次运行：2 次与声明一致。', html: /<h1>thanos-lab 的运行<\/h1>[^]*<th scope="col">声明的结果/ })
})

t.test('a label in Chinese is cut by its columns', async (t) => {
  const run = kept('kill-replica')
  const renamed = JSON.parse(JSON.stringify(run).replaceAll('"naive"', '"naive-through-service"')) as Run
  t.match(htmlPage([renamed], 'zh-CN').html, /<text [^>]*>naive-through-service…<\/text>/, 'of 23 columns, as the picture has')
})

t.test('a lab that is watched: the answers of now', async (t) => {
  const state: LiveState = { ...liveState(20) }
  const labels = picturesOf(analyseRun(liveRecord(state)), chinese).flatMap((picture) =>
    pictureOfNow(picture, chinese).rows.map(({ label }) => label),
  )
  t.same(labels, ['merged，现在'])
})

t.test('every other format is English whatever language is asked for', async (t) => {
  const options = { color: false, width: 100 }
  const run = kept('both-down')
  for (const { name, render } of await loadAll(reports))
    if (name !== 'html') t.equal(render([run], { ...options, language: 'zh-CN' }), render([run], options), name)
})
