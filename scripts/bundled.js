// Builds dist/bundled/: the lab in few files, with the packages that it needs in them, as `thanos-lab bundle` packs it. It runs without node_modules. The
// files lie side by side, so that each is as far from the root of the package as lib/package-files.ts says, and finds supervisor.js beside it.
// Run it after the compiler.
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

function bundled(input, output, more) {
  return build({
    configFile: false,
    root: here('..'),
    logLevel: 'warn',
    ssr: { noExternal: true, target: 'node' },
    build: { ssr: true, target: 'node20', outDir: here('../dist/bundled'), rolldownOptions: { input, output }, ...more },
  })
}

await bundled(
  { 'thanos-lab': here('../bin/thanos-lab.js'), supervisor: here('../dist/runtime/native/supervisor.js') },
  { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
  { emptyOutDir: true },
)
// It is piped into node: one file.
await bundled(
  { install: here('../dist/bundle/installer.js') },
  { entryFileNames: '[name].mjs', codeSplitting: false },
  { emptyOutDir: false },
)
