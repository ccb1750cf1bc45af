import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { LabError } from '../lib/errors.ts'
import { escapedXml } from '../report/xml.ts'

/** The page as Vite has built it (src/web/page/): the same place from src/ and from dist/. */
const FILE = fileURLToPath(new URL('../../dist/web/page.html', import.meta.url))

/** What goes into the page. */
export interface PageParts {
  title: string
  /** JSON for the page's script. */
  data: object
  /** Shown where there is no script, and on paper. */
  staticHtml?: string
}

/** Throws `no-page` where the page was not built. */
export function readBuiltPage(): string {
  try {
    return readFileSync(FILE, 'utf8')
  } catch (error) {
    throw new LabError('no-page', 'The page of thanos-lab was not built', { cause: error })
  }
}

/** The built page with its data, and the content security policy that lets its own script run and no other. */
export function pageWith(built: string, { title, data, staticHtml = '' }: PageParts): { html: string; csp: string } {
  // In a script element only `<` could end it.
  const json = JSON.stringify(data).replaceAll('<', String.raw`\u003c`)
  const html = built
    .replace(/<title>.*?<\/title>/, () => `<title>${escapedXml(title)}</title>`)
    .replace('id="data"></script>', () => `id="data">${json}</script>`)
    .replace('<!--static-->', () => staticHtml)
  return { html, csp: policyOf(built + staticHtml) }
}

/** The same for a file: its policy stands in it. */
export function documentWith(built: string, parts: PageParts): string {
  const { html, csp } = pageWith(built, parts)
  // It has to stand before what it is to rule. Nothing is loaded: there is no server.
  const policy = csp.replace("connect-src 'self'", "connect-src 'none'")
  return html.replace(
    '<meta charset="utf-8" />',
    (charset) => `${charset}\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`,
  )
}

/** Inline scripts and styles of the page and of its still pictures, by their hashes: a text of a run is escaped, so it is none of them. */
function policyOf(html: string): string {
  const scripts = hashes(html, /<script type="module"[^>]*>(.*?)<\/script>/gs)
  const styles = hashes(html, /<style[^>]*>(.*?)<\/style>/gs)
  return [
    `default-src 'none'`,
    `script-src ${scripts}`,
    `style-src ${styles}`,
    `img-src data:`,
    `connect-src 'self'`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ')
}

function hashes(html: string, pattern: RegExp): string {
  const found = [...html.matchAll(pattern)].map(([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
  return found.length === 0 ? `'none'` : [...new Set(found)].join(' ')
}
