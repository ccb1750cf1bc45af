import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { defineConfig } from 'vite'
import { viteSingleFile } from 'vite-plugin-singlefile'

/* The page as one file, dist/web/page.html: the server, the report and `simulate --html` put their data into it. */

/* It carries the model and the explanations as well: compressed, it is a third. The browser unpacks it, and runs it as an inline script. */
const UNPACK = `const own = document.getElementById('packed')
const bytes = Uint8Array.from(atob(own.textContent), (sign) => sign.charCodeAt(0))
const script = document.createElement('script')
script.type = 'module'
script.textContent = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text()
document.body.append(script)`

function packScript() {
  return {
    name: 'pack-script',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const page = bundle['page.html']
        const script = /<script type="module"[^>]*>(.*?)<\/script>/s
        const packed = gzipSync(script.exec(page.source)[1], { level: 9 }).toString('base64')
        const own = `<script type="application/gzip" id="packed">${packed}</script><script type="module">${UNPACK}</script>`
        page.source = page.source.replace(script, '').replace('</body>', () => `${own}</body>`)
      },
    },
  }
}

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  logLevel: 'warn',
  plugins: [viteSingleFile({ removeViteModuleLoader: true }), packScript()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    outDir: here('../../../dist/web'),
    // The compiled server lies beside it.
    emptyOutDir: false,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: here('page.html') },
  },
})
