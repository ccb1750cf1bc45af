/*
 * Test files that share a process, as to start one takes longer than most of them (see `test/helpers/beside.ts` for what they must keep to). A
 * folder with a long test, or one that asks for a lab, stays out, or has an `all.ts` of its own.
 */

/** What says why a graph has a gap. */
export const judging = [
  'dedup/',
  'explain/',
  'faults/',
  'liars/',
  'model/',
  'report/',
  'topology/',
  'verdict/',
  'registry.test.ts',
  'architecture.test.ts',
]

/** What reads and writes files. */
export const files = ['bundle/', 'docs/', 'helpers/', 'lesson/', 'lib/', 'room/', 'scenario/', 'storage/']

/** What a command is made of. */
export const commands = [
  'app/*',
  'app/audit/bounds.test.ts',
  'app/audit/counts.test.ts',
  'app/audit/replica-names.test.ts',
  'app/audit/rules.test.ts',
  'cli/charset.test.ts',
  'cli/doctor-text.test.ts',
  'cli/heal.test.ts',
  'cli/print.test.ts',
  'cli/suite-table.test.ts',
  'cli/time.test.ts',
  'cli/what-is-left.test.ts',
  'runner/heal-fault.test.ts',
  'runner/lasting.test.ts',
  'runner/recording.test.ts',
  'runner/snapshots-due.test.ts',
]
