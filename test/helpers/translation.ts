import { posix } from 'node:path'
import { parse } from 'yaml'
import { readMarkdown, type Prose, type Section } from './markdown.ts'

/* Whether a translation has what its English text has. */

/** A file: its path from the root of the repository, `/` between folders, and its text. */
export interface Page {
  file: string
  text: string
}

export interface Place {
  /** The file that a reader of this language gets in place of this one; the same where there is no other. */
  translated(file: string): string
  isLanguageLine(line: string): boolean
}

/** What a person translates in the front matter of a lesson. All else is for the program. */
const TRANSLATED = new Set(['title', 'takeaways', 'otherwise', 'ask', 'text', 'task', 'hint'])

/** Where a translation differs from its English text: `docs/merge.zh-CN.md, section 3 (算法): links: …`. */
export function differences(english: Page, translation: Page, place: Place): string[] {
  const [one, other] = [english, translation].map(({ text }) => readMarkdown(text, place.isLanguageLine))
  const troubles = differs(translation.file, 'headings', depths(one!.sections), depths(other!.sections))
  // Without the same sections nothing can be laid side by side.
  if (troubles.length > 0) return troubles
  const inSections = other!.sections.flatMap((section, number) => {
    const source = one!.sections[number]!
    const name = `${translation.file}, section ${number} (${section.title})`
    const links = source.links.map((link) => targetOf(english.file, link, place.translated))
    const compared: [what: string, ...lists: [string[], string[]]][] = [
      ['what it has', source.shape, section.shape],
      ['code blocks', source.blocks.map(withoutComments), section.blocks.map(withoutComments)],
      ['code in the text', unique(source.codes), unique(section.codes)],
      ['links', links.sort(), section.links.map((link) => targetOf(translation.file, link)).sort()],
      [
        'images',
        source.images.map((image) => targetOf(english.file, image)),
        section.images.map((image) => targetOf(translation.file, image)),
      ],
      ['directives', source.directives.toSorted(), section.directives.toSorted()],
      ['figures', figuresOf(source.prose), figuresOf(section.prose)],
    ]
    return compared.flatMap(([what, ...lists]) => differs(name, what, ...lists))
  })
  return [...inSections, ...differs(translation.file, 'front matter', frontLines(one!.front), frontLines(other!.front))]
}

/** The texts of a translation, with those of its front matter. */
export function proseOf({ text }: Page, place: Place): Prose[] {
  const { front, sections } = readMarkdown(text, place.isLanguageLine)
  const inFront = leaves(parse(front ?? '')).filter(({ key }) => TRANSLATED.has(key))
  const read = inFront.flatMap(({ value }) => readMarkdown(String(value)).sections.flatMap(({ prose }) => prose))
  return [...read.map((prose): Prose => ({ ...prose, kind: 'heading', line: 0 })), ...sections.flatMap(({ prose }) => prose)]
}

/** Where a link of a file leads to, from the root of the repository; what leads out of it stays. */
export function targetOf(file: string, link: string, translated = (target: string) => target): string {
  if (/^[a-z]+:/.test(link)) return link
  const [path = '', ...anchor] = link.split('#')
  const target = path === '' ? file : posix.join(posix.dirname(file), path)
  return [translated(target), ...anchor].join('#')
}

function differs(where: string, what: string, wanted: string[], found: string[]): string[] {
  if (JSON.stringify(wanted) === JSON.stringify(found)) return []
  const [missing, more] = [without(wanted, found), without(found, wanted)]
  const parts = [
    ...(missing.length > 0 ? [`missing ${missing.join(' | ')}`] : []),
    ...(more.length > 0 ? [`only here ${more.join(' | ')}`] : []),
  ]
  return [`${where}: ${what}: ${parts.join('; ') || `expected ${wanted.join(' | ')}`}`]
}

/** What one list has more than the other, each as often as it is more. */
function without(list: string[], other: string[]): string[] {
  const left = [...other]
  return list.filter((one) => {
    const at = left.indexOf(one)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

const depths = (sections: Section[]) => sections.map(({ depth }, number) => `${number}: ${'#'.repeat(depth)}`)
const unique = (texts: string[]) => [...new Set(texts)].sort()

/** A comment may be translated: what stands behind a `#` between spaces, with the spaces before it. */
function withoutComments(block: string): string {
  return block.replaceAll(/(^|[^\S\n]+)#[^\S\n].*$/gm, '')
}

function figuresOf(prose: Prose[]): string[] {
  return prose.flatMap(({ whole }) => whole.match(/\d+(?:[.,:-]\d+)*/g) ?? []).sort()
}

interface Leaf {
  /** `predict.0.ask` */
  path: string
  /** The last name in it. */
  key: string
  value: unknown
}

function leaves(value: unknown, path: string[] = []): Leaf[] {
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([name, inner]) => leaves(inner, [...path, name]))
  return path.length === 0 ? [] : [{ path: path.join('.'), key: path.findLast((name) => !/^\d+$/.test(name)) ?? '', value }]
}

function frontLines(front: string | undefined): string[] {
  return leaves(parse(front ?? '')).map(({ path, key, value }) => (TRANSLATED.has(key) ? path : `${path}: ${value}`))
}
