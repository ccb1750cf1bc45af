// Builds dist/bundled/: the lab in few files, with the packages that it needs in them, as `thanos-lab bundle` packs it. It runs without node_modules. The
// files lie side by side, so that each is as far from the root of the package as lib/package-files.ts says, and finds the lab's other programs beside it.
// Run it after the compiler.
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

/** How lib/http.ts loads axios: not by an import, so a bundler does not see it. */
const AXIOS = "createRequire(import.meta.url)('axios')"

/** Lets the bundler see it. The package is in the same file then, and is still run with the first request only. */
const withAxios = {
  name: 'with-axios',
  transform(code, id) {
    if (!id.endsWith('/dist/lib/http.js')) return undefined
    if (!code.includes(AXIOS)) throw new Error(`${id} does not load axios by ${AXIOS}: change scripts/bundled.js with it`)
    return { code: code.replace(AXIOS, "require('axios')"), map: null }
  },
}

function bundled(input, output, more) {
  return build({
    configFile: false,
    root: here('..'),
    logLevel: 'warn',
    plugins: [withAxios],
    ssr: { noExternal: true, target: 'node' },
    build: { ssr: true, target: 'node20', outDir: here('../dist/bundled'), rolldownOptions: { input, output }, ...more },
  })
}

await bundled(
  {
    'thanos-lab': here('../bin/thanos-lab.js'),
    // Each a process of its own: builtProgram in src/lib/package-files.ts.
    supervisor: here('../dist/runtime/native/supervisor.js'),
    planner: here('../dist/runtime/native/planner.js'),
    sender: here('../dist/room/sender.js'),
  },
  { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
  { emptyOutDir: true },
)
// It is piped into node: one file.
await bundled(
  { install: here('../dist/bundle/installer.js') },
  { entryFileNames: '[name].mjs', codeSplitting: false },
  { emptyOutDir: false },
)
