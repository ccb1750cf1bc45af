/* The modules of the code base and what each may import, as data: docs/architecture.md. */

/** Pure modules: the same input gives the same output, and nothing of the world is read or changed. */
export const PURE = ['model', 'dedup', 'verdict', 'explain', 'report']

/** Every module below `app`. */
const ALL = [
  'registry',
  'bundle',
  'room',
  'runner',
  'scenario',
  'lesson',
  'observe',
  'faults',
  'runtime',
  'binaries',
  'storage',
  'topology',
  'dedup',
  'verdict',
  'explain',
  'report',
  'doctor',
  'model',
  'lib',
]

/** Module (a folder of `src/`, or a file beside them) → the modules that it may import, besides itself. */
export const LAYERS: Record<string, string[]> = {
  lib: [],
  model: ['lib'],
  topology: ['model', 'lib'],
  storage: ['model', 'lib'],
  binaries: ['storage', 'lib', 'model'],
  runtime: ['topology', 'storage', 'binaries', 'model', 'lib'],
  bundle: ['runtime', 'storage', 'binaries', 'model', 'lib'],
  room: ['storage', 'model', 'lib'],
  observe: ['runtime', 'model', 'lib'],
  faults: ['runtime', 'storage', 'model', 'lib'],
  scenario: ['model', 'lib'],
  lesson: ['scenario', 'explain', 'verdict', 'model', 'lib'],
  runner: ['scenario', 'observe', 'faults', 'runtime', 'storage', 'model', 'lib'],
  dedup: ['model', 'lib'],
  verdict: ['dedup', 'model', 'lib'],
  explain: ['dedup', 'verdict', 'report', 'model', 'lib'],
  report: ['verdict', 'dedup', 'model', 'lib'],
  doctor: ['binaries', 'runtime', 'model', 'lib'],
  registry: ['runtime', 'faults', 'observe', 'verdict', 'report', 'web', 'model', 'lib'],
  app: ALL,
  web: ['app', ...ALL],
  // Runs in a browser: only what thinks.
  'web/page': ['explain', 'report', 'verdict', 'dedup', 'model', 'lib'],
  cli: ['app', 'web', ...ALL],
}

/** Package → the files (or folders, with a slash at the end) that may import it. */
export const OWNERS: Record<string, string[]> = {
  execa: ['lib/exec.ts'],
  axios: ['lib/http.ts'],
  'proxy-from-env': ['lib/proxy.ts'],
  yaml: ['lib/yaml.ts'],
  'env-paths': ['storage/paths.ts'],
  '@prometheus-io/lezer-promql': ['scenario/promql.ts'],
  '@lezer/common': ['scenario/promql.ts'],
  '@bufbuild/protobuf': ['observe/remote-read.ts'],
  listr2: ['cli/progress.ts', 'cli/in-place.ts'],
  semver: ['lib/version.ts'],
  'lean-qr': ['room/qr.ts'],
  'mdast-util-from-markdown': ['lesson/markdown.ts'],
  'string-width': ['lib/columns.ts'],
  'tar-stream': ['bundle/'],
  'wrap-ansi': ['lib/wrap.ts'],
  '@kubernetes/client-node': ['runtime/kubernetes/'],
  commander: ['cli/'],
  '@bomb.sh/tab': ['cli/completion.ts'],
  preact: ['web/page/'],
  '@preact/signals': ['web/page/'],
  // A schema stands where its shape is known.
  zod: [
    'bundle/listing.ts',
    'model/',
    'topology/',
    'faults/',
    'scenario/',
    'storage/',
    'verdict/check.ts',
    'verdict/limits.ts',
    'runtime/kubernetes/shapes.ts',
    'runtime/native/plan-schema.ts',
    'runtime/native/plan.ts',
    'runtime/native/objects-schema.ts',
    'runtime/native/supervisor-file.ts',
  ],
}
