import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
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
export async function readBuiltPage(): Promise<string> {
  return readFile(FILE, 'utf8').catch((error: unknown) => {
    throw new LabError('no-page', 'The page of thanos-lab was not built', { cause: error })
  })
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
  const csp = policyOf(built)
  const meta = isFile ? `<meta http-equiv="Content-Security-Policy" content="${escapedXml(csp)}" />` : ''
  const html = built
    .replace('<meta charset="utf-8" />', (charset) => `${charset}${meta}`)
    .replace(/<title>.*?<\/title>/, () => `<title>${escapedXml(title)}</title>`)
    .replace('id="data"></script>', () => `id="data">${json}</script>`)
    .replace('<!--static-->', () => staticHtml)
  return { html, csp }
}

/** Inline scripts and styles of the page as it was built, by their hashes: nothing that comes with data runs. */
function policyOf(built: string): string {
  const scripts = hashes(built, /<script type="module"[^>]*>(.*?)<\/script>/gs)
  const styles = hashes(built, /<style[^>]*>(.*?)<\/style>/gs)
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
  return found.length === 0 ? `'none'` : found.join(' ')
}
