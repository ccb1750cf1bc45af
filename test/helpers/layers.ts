/* The rules of the house as data: design.md, "Rooms". What may import what, and which package has which importer. */

/** What every room may import: nouns, errors, words, and what tells of work. */
const plain = [
  'model',
  'plan',
  'seen',
  'outage',
  'journal',
  'errors',
  'duration',
  'nearest',
  'progress',
  'yaml',
  'within',
  'version',
  'poll',
  'columns',
  'wrap',
]
/** The doors to the world, which the rooms that only think do not open. */
const doors = ['exec', 'http']
const rooms = [
  'topology',
  'state',
  'engines',
  'runtime',
  'observe',
  'faults',
  'scenario',
  'merge',
  'verdict',
  'report',
  'explain',
  'doctor',
]

/** design.md, "Rooms", as data. */
export const TABLE: Record<string, string[]> = {
  model: [],
  plan: ['model'],
  seen: ['model'],
  outage: ['seen'],
  journal: ['model', 'plan', 'seen', 'outage'],
  errors: [],
  duration: [],
  nearest: [],
  progress: [],
  exec: [],
  within: [],
  version: [],
  poll: [],
  columns: [],
  wrap: ['columns'],
  http: ['within'],
  yaml: [],
  topology: plain,
  state: [...plain, ...doors],
  engines: [...plain, ...doors, 'state'],
  runtime: [...plain, ...doors, 'topology', 'state', 'engines'],
  observe: [...plain, ...doors, 'runtime'],
  faults: [...plain, ...doors, 'runtime', 'state'],
  scenario: [...plain, ...doors, 'runtime', 'observe', 'faults', 'state'],
  merge: plain,
  verdict: [...plain, 'merge'],
  // A report tells of gaps and spans by the judge's own measure.
  report: [...plain, 'merge', 'verdict'],
  // It draws as a report does, and measures as the judge does.
  explain: [...plain, 'merge', 'verdict', 'report'],
  doctor: [...plain, ...doors, 'engines', 'runtime'],
  catalogue: [...plain, ...rooms],
  cli: [...plain, ...doors, ...rooms, 'catalogue'],
}

/** One importer a package. */
export const OWNERS: Record<string, string[]> = {
  execa: ['exec.ts'],
  semver: ['version.ts'],
  'string-width': ['columns.ts'],
  'wrap-ansi': ['wrap.ts'],
  axios: ['http.ts'],
  yaml: ['yaml.ts'],
  'proper-lockfile': ['state/lock.ts'],
  'env-paths': ['state/paths.ts'],
  '@prometheus-io/lezer-promql': ['scenario/promql.ts'],
  '@lezer/common': ['scenario/promql.ts'],
  '@bufbuild/protobuf': ['observe/chunks.ts'],
  listr2: ['cli/progress.ts'],
  '@kubernetes/client-node': ['runtime/kubernetes/'],
  commander: ['cli/'],
  '@bomb.sh/tab': ['cli/completion/tab.ts'],
  // A schema stands where its shape is known.
  zod: [
    'topology/',
    'state/fault-record.ts',
    'faults/',
    'scenario/',
    'verdict/check.ts',
    'verdict/limits.ts',
    'report/schema/',
    'cli/schema/',
  ],
}
