import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { run } from '../cli/command-line.ts'
import { bracketTroubles, styleTroubles } from '../helpers/chinese.ts'
import { readMarkdown } from '../helpers/markdown.ts'
import { differences, proseOf, targetOf, type Page } from '../helpers/translation.ts'

const at = (path: string) => new URL(`../../${path}`, import.meta.url)

interface Scripts {
  translationFiles(root: string): string[]
  sourceOf(file: string): string | undefined
  isLanguageLine(line: string): boolean
  hashOf(english: string): string
  stampOf(text: string): { source: string; hash: string } | undefined
  stamped(text: string, source: string, english: string): string
  behind(file: string, text: string, english: string): string | undefined
}
// Plain JavaScript, as it is for authors.
const { translationFiles, sourceOf, isLanguageLine, hashOf, stampOf, stamped, behind } = (await import(
  at('scripts/translation.js').href
)) as Scripts

const files = translationFiles(fileURLToPath(at('.')))
const page = (file: string): Page => ({ file, text: readFileSync(at(file), 'utf8') })
const byEnglish = new Map(files.map((file) => [sourceOf(file)!, file]))
const place = { isLanguageLine, translated: (file: string) => byEnglish.get(file) ?? file }

t.test('the README, how Query merges, how to teach, and every lesson are there in Chinese', async (t) => {
  const lessons = readdirSync(at('lessons')).filter((name) => /^\d\d-/.test(name))
  t.ok(lessons.length >= 12)
  const wanted = ['README.zh-CN.md', 'docs/merge.zh-CN.md', ...['TEACHING.md', ...lessons].map((name) => `lessons/zh-CN/${name}`)]
  for (const file of wanted) t.ok(files.includes(file), file)
})

for (const file of files)
  t.test(file, async (t) => {
    const [english, translation] = [page(sourceOf(file)!), page(file)]
    t.equal(behind(file, translation.text, english.text), undefined, 'is not behind')
    t.strictSame(differences(english, translation, place), [], 'has what the English text has')
    const prose = proseOf(translation, place)
    const troubles = prose.flatMap((one) => styleTroubles(file, one))
    t.strictSame([...troubles, ...bracketTroubles(file, prose)], [], 'is written in our style')
    for (const link of readMarkdown(translation.text).sections.flatMap(({ links, images }) => [...links, ...images]))
      t.ok(link.startsWith('https:') || existsSync(at(targetOf(file, link).split('#')[0]!)), `${link} is there`)
  })

const way = (from: string, to: string) => posix.relative(posix.dirname(from), to)

t.test('a text that is no lesson has a way to its English one, and back, on its first line', async (t) => {
  for (const file of files.filter((name) => !/\/\d\d-[^/]+$/.test(name))) {
    const source = sourceOf(file)!
    t.equal(page(source).text.split('\n')[0], `English · [简体中文](${way(source, file)})`)
    // Its very first line is the stamp.
    t.equal(page(file).text.split('\n')[2], `[English](${way(file, source)}) · 简体中文`)
  }
})

t.test('a translation is known by its name', async (t) => {
  t.equal(sourceOf('README.zh-CN.md'), 'README.md')
  t.equal(sourceOf('lessons/zh-CN/01-two-equals.md'), 'lessons/01-two-equals.md')
  t.equal(sourceOf('docs/merge.md'), undefined)
  const tree = {
    'README.md': '',
    'README.zh-CN.md': '',
    docs: { deep: { 'a.zh-CN.md': '' } },
    lessons: { '1.md': '', 'zh-CN': { '1.md': '' } },
  }
  t.same(translationFiles(t.testdir(tree)), ['README.zh-CN.md', 'docs/deep/a.zh-CN.md', 'lessons/zh-CN/1.md'])
})

const ENGLISH = '# A\n\nOne\ntwo. <!-- figures -->\n3 ms\n<!-- /figures -->\n'

t.test('a changed English text leaves its translation behind; a new figure and another line break do not', async (t) => {
  const text = stamped('# 一\n', 'README.md', ENGLISH)
  const late = (english: string) => behind('README.zh-CN.md', text, english)
  t.equal(late(ENGLISH), undefined)
  t.equal(late(`English · [简体中文](README.zh-CN.md)\n\n${ENGLISH.replace('3 ms', '4 ms').replace('One\n', 'One ')}`), undefined)
  t.match(late(ENGLISH.replace('two', 'three')), /^README\.zh-CN\.md is behind README\.md.* npm run translated -- README\.zh-CN\.md$/)
  t.match(behind('README.zh-CN.md', '# 一\n', ENGLISH), /does not say .* npm run translated -- README\.zh-CN\.md$/)
  t.match(behind('docs/a.zh-CN.md', text, ENGLISH), /made from README\.md, not from docs\/a\.md/)
})

t.test('a translation is stamped once, on top or in its front matter, and nothing else changes', async (t) => {
  for (const text of ['# 一\n', '---\ntitle: 一\n---\n\n# 一\n']) {
    const once = stamped(text, 'README.md', ENGLISH)
    t.same(stampOf(once), { source: 'README.md', hash: hashOf(ENGLISH) })
    t.equal(stamped(once, 'README.md', ENGLISH), once)
    const again = stamped(once, 'README.md', 'another')
    t.equal(again.replace(hashOf('another'), hashOf(ENGLISH)), once)
    t.equal(again.split('\n').filter((line) => line.includes('sha256')).length, 1)
    t.equal(once.replace(/.*sha256.*\n\n?/, ''), text)
  }
})

t.test('npm run translated: says which are behind, and stamps a file', async (t) => {
  const folder = t.testdir({ 'README.md': ENGLISH, 'README.zh-CN.md': '# 一\n' })
  const type = async (...args: string[]) =>
    run(process.execPath, [fileURLToPath(at('scripts/translated.js')), ...args], { NODE_OPTIONS: '' }, folder)
  t.match(await type(), { code: 1, stdout: /^README\.zh-CN\.md does not say/ })
  t.match(await type('README.md'), { code: 2, stderr: /^README\.md is no translation; there are README\.zh-CN\.md\n/ })
  t.match(await type('docs/a.zh-CN.md'), { code: 2, stderr: /^There is no file docs\/a\.zh-CN\.md\n/ })
  t.match(await type('./README.zh-CN.md'), { code: 0, stdout: 'README.zh-CN.md: up to date with README.md\n' })
  t.match(await type(), { code: 0, stdout: 'All 1 translations are up to date.\n' })
})
