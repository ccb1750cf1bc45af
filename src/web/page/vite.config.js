import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { viteSingleFile } from 'vite-plugin-singlefile'

/* The page as one file, dist/web/page.html: the server, the report and `simulate --html` put their data into it. */

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  logLevel: 'warn',
  plugins: [viteSingleFile({ removeViteModuleLoader: true })],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    outDir: here('../../../dist/web'),
    // The compiled server lies beside it.
    emptyOutDir: false,
    rolldownOptions: { input: here('page.html') },
  },
})
