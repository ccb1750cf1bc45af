// What a translation says about the English text that it was made from: `<!-- source: README.md sha256:... -->` on top. A file that begins with
// front matter has it there, as a comment of YAML.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const LANGUAGE = 'zh-CN'
const TRANSLATION = new RegExp(`(?:^|/)${LANGUAGE}/[^/]+\\.md$|\\.${LANGUAGE}\\.md$`)
const STAMP = /^(?:<!--|#) source: (\S+) sha256:([\da-f]{64})(?: -->)?\n/m

/** Every translation below a folder, `/` between folders: `README.zh-CN.md`, `docs/merge.zh-CN.md`, `lessons/zh-CN/01-two-equals.md`. */
export function translationFiles(root) {
  const below = ['docs', 'lessons'].filter((folder) => existsSync(join(root, folder)))
  const deep = below.flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, String(name))))
  const all = [...readdirSync(root), ...deep].map((file) => file.replaceAll('\\', '/'))
  return all.filter((file) => TRANSLATION.test(file)).sort()
}

/** The English file of a translation: `docs/merge.md`, `lessons/01-two-equals.md`. undefined: the file is no translation. */
export function sourceOf(file) {
  if (!TRANSLATION.test(file)) return undefined
  return file.replace(`.${LANGUAGE}.md`, '.md').replace(new RegExp(`(^|/)${LANGUAGE}/`), '$1')
}

/** Whether this is the line that leads from one language to the others. */
export function isLanguageLine(line) {
  return /^(English|\[English\]\(\S+\)) · /.test(line)
}

/**
 * The hash of an English text, of what a translator has to follow. Left out: what is generated (between `<!-- NAME -->` and `<!-- /NAME -->`), the
 * line of the languages, and where lines break.
 */
export function hashOf(text) {
  const own = text.replaceAll(/(<!-- ([\w-]+) -->)[^]*?(<!-- \/\2 -->)/g, '$1$3')
  const lines = own.split('\n').filter((line) => !isLanguageLine(line))
  return createHash('sha256').update(lines.join('\n').replaceAll(/\s+/g, ' ').trim()).digest('hex')
}

/** What a translation says that it was made from; undefined: nothing. */
export function stampOf(text) {
  const [, source, hash] = STAMP.exec(text) ?? []
  return source === undefined ? undefined : { source, hash }
}

/** A translation that says that it was made from this English text. */
export function stamped(text, source, english) {
  const own = text.replace(STAMP, '')
  const stamp = `source: ${source} sha256:${hashOf(english)}`
  // A file without a stamp gets an empty line below it.
  if (!own.startsWith('---\n')) return `<!-- ${stamp} -->\n${own.startsWith('\n') ? '' : '\n'}${own}`
  return own.replace('---\n', () => `---\n# ${stamp}\n`)
}

/** Why a translation does not say that it was made from this English text, and what to type; undefined: it does. */
export function behind(file, text, english) {
  const source = sourceOf(file)
  const type = `npm run translated -- ${file}`
  const stamp = stampOf(text)
  if (stamp === undefined) return `${file} does not say which text of ${source} it was made from. Once it says the same: ${type}`
  if (stamp.source !== source)
    return `${file} says that it was made from ${stamp.source}, not from ${source}. Once it says the same: ${type}`
  if (stamp.hash === hashOf(english)) return undefined
  const diff = `git diff $(git log -1 --format=%h -S ${stamp.hash.slice(0, 16)} -- ${file}) -- ${source}`
  return `${file} is behind ${source}. What has changed since: ${diff}. Once the translation says the same again: ${type}`
}
