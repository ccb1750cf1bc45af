import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { LabError } from '../lib/errors.ts'
import { packageFile } from '../lib/package-files.ts'
import { escapedXml } from '../report/xml.ts'

/** The page as Vite has built it (src/web/page/). */
const FILE = packageFile('dist/web/page.html')

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

/**
 * The built page with its data, and the content security policy that lets its own script run and no other. `isFile`: the policy is in the
 * page, too, as no server sends it.
 */
export function pageWith(
  built: string,
  { title, data, staticHtml = '' }: PageParts,
  { isFile = false } = {},
): { html: string; csp: string } {
  // In a script element only `<` could end it.
  const json = JSON.stringify(data).replaceAll('<', String.raw`\u003c`)
  const csp = policyOf(built + staticHtml, isFile ? 'none' : 'self')
  const meta = isFile ? `<meta http-equiv="Content-Security-Policy" content="${escapedXml(csp)}" />` : ''
  const html = built
    .replace('<meta charset="utf-8" />', (charset) => `${charset}${meta}`)
    .replace(/<title>.*?<\/title>/, () => `<title>${escapedXml(title)}</title>`)
    .replace('id="data"></script>', () => `id="data">${json}</script>`)
    .replace('<!--static-->', () => staticHtml)
  return { html, csp }
}

/** Inline scripts and styles of the page and of its still pictures, by their hashes: a text of a run is escaped, so it is none of them. */
function policyOf(html: string, connectsTo: 'self' | 'none'): string {
  const inline = [...html.matchAll(/<script type="module"[^>]*>(.*?)<\/script>/gs)].map(([, text = '']) => text)
  const packed = [...html.matchAll(/<script type="application\/gzip" id="packed">(.*?)<\/script>/gs)].map(([, text = '']) => unpacked(text))
  const scripts = hashes([...inline, ...packed])
  const styles = hashes([...html.matchAll(/<style[^>]*>(.*?)<\/style>/gs)].map(([, text = '']) => text))
  return [
    `default-src 'none'`,
    `script-src ${scripts}`,
    `style-src ${styles}`,
    `img-src data:`,
    `connect-src '${connectsTo}'`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ')
}

function hashes(texts: readonly string[]): string {
  const found = texts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
  return found.length === 0 ? `'none'` : [...new Set(found)].join(' ')
}

/** The page's own script, which the browser unpacks (vite.config.js). */
const unpacked = (base64: string) => gunzipSync(Buffer.from(base64, 'base64')).toString('utf8')
