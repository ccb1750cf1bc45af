import t from 'tap'
import { CONTENT, list, listed, listingOf, type MadeEntry, place, refused, writeMade } from './small.ts'
import { install } from './small.ts'

/* Archives that somebody has made on purpose: each has a head that fits. Whatever they name, nothing is written outside, or at all. */

const LAB = listed('lab/thanos-lab')
const lab: MadeEntry = { name: 'lab/thanos-lab', text: 'x' }
/** One file beside the lab's own, as it is listed and as it is in the archive. */
const beside = (entry: MadeEntry, inList = 'lab/a') => [list([LAB, listed(inList)]), lab, { text: 'x', ...entry }]

const cases: [name: string, why: RegExp, entries: MadeEntry[]][] = [
  ['a name that leads out', /has an entry that its list does not name there: \.\.\/a/, beside({ name: '../a' })],
  ['a name that leads out further in', /does not name there/, beside({ name: 'lab/../../a' })],
  ['an absolute name', /does not name there: \/tmp\/a/, beside({ name: '/tmp/a' })],
  ['a name that leads out by its pax header', /does not name there: \.\.\/\.\.\/a/, beside({ name: 'lab/a', pax: { path: '../../a' } })],
  ['a listed name that leads out', /has a list that does not fit/, beside({ name: 'lab/../a' }, 'lab/../a')],
  ['a listed name that leads out in one word', /has a list that does not fit/, beside({ name: '..' }, '..')],
  ['a listed absolute name', /has a list that does not fit/, beside({ name: '/tmp/a' }, '/tmp/a')],
  ['a listed name with a backslash', /has a list that does not fit/, beside({ name: 'lab\\a' }, 'lab\\a')],
  ['a listed name with a line break', /has a list that does not fit/, beside({ name: 'lab/a\nb' }, 'lab/a\nb')],
  ['a listed name in another folder', /has a list that does not fit/, beside({ name: 'labs/a' }, 'labs/a')],
  [
    'a symbolic link',
    /has an entry that is no file: lab\/a \(symlink\)/,
    beside({ name: 'lab/a', type: 'symlink', linkname: '/etc', text: '' }),
  ],
  ['a hard link', /is no file: lab\/a \(link\)/, beside({ name: 'lab/a', type: 'link', linkname: '/etc/passwd', text: '' })],
  ['a folder', /is no file: lab\/a\/? \(directory\)/, beside({ name: 'lab/a', type: 'directory', text: '' })],
  ['a block device', /is no file: lab\/a \(block-device\)/, beside({ name: 'lab/a', type: 'block-device', text: '' })],
  ['a character device', /is no file/, beside({ name: 'lab/a', type: 'character-device', text: '' })],
  ['a pipe', /is no file: lab\/a \(fifo\)/, beside({ name: 'lab/a', type: 'fifo', text: '' })],
  ['another content', /has another lab\/a than its list says/, beside({ name: 'lab/a', text: 'y' })],
  ['another size', /has lab\/a with 2 bytes, and its list says 1/, beside({ name: 'lab/a', text: 'xx' })],
  ['one file more', /its list does not name there: lab\/b/, [...beside({ name: 'lab/a' }), { name: 'lab/b', text: 'x' }]],
  ['one file less', /is without lab\/a, which its list names/, [list([LAB, listed('lab/a')]), lab]],
  ['a file twice', /lab\/A is there twice/, [list([LAB, listed('lab/a'), listed('lab/A')]), lab]],
  ['a file that is a folder, too', /lab\/a\/b is there twice/, [list([LAB, listed('lab/a'), listed('lab/a/b')]), lab]],
  ['no lab', /lab\/thanos-lab is missing/, [list([listed('lab/a')]), { name: 'lab/a', text: 'x' }]],
  ['nothing', /is empty/, []],
  ['no list', /does not begin with bundle\.json/, [lab]],
  ['a list that is not JSON', /it is not JSON/, [{ name: 'bundle.json', text: '{' }]],
  ["another platform's list", /is for \S+, and its list is for plan9-mips/, [list([LAB], { platform: 'plan9-mips' }), lab]],
  ['a version that is a path', /version/, [list([LAB], { version: '../../x' }), lab]],
  ['a version that leads up', /version/, [list([LAB], { version: '..' }), lab]],
  ['a field that nobody knows', /nrecognized key/, [list([LAB], { run: 'rm -rf' }), lab]],
  ['a file that is too large', /files\.1\.size/, [list([LAB, { ...listed('lab/a'), size: 9e9 }]), lab]],
  ['files that are too large together', /bytes in all/, [list([LAB, ...[1, 2].map((n) => ({ ...listed(`lab/${n}`), size: 5e9 }))]), lab]],
  ['a list that is too long', /does not begin with bundle\.json/, [{ name: 'bundle.json', text: ' '.repeat(4_000_001) }]],
]

t.test('an archive that is not exactly what its list says', async (t) => {
  const { home, bundle } = await place(t)
  for (const [name, why, entries] of cases) {
    await writeMade(bundle, entries)
    await refused(t, { home, bundle }, why, name)
  }
})

t.test('a small file that unpacks to a large one is given up early', async (t) => {
  const { home, bundle } = await place(t)
  await writeMade(bundle, [list([LAB]), lab], { tail: Buffer.alloc(50_000_000) })
  await refused(t, { home, bundle }, /has more in it than its list says/, 'zeros')
})

t.test('what is refused leaves an installed lab as it is', async (t) => {
  const { home, bundle } = await place(t)
  await install(bundle)
  const before = await listingOf(home)
  t.equal(before.filter((line) => !line.endsWith('/')).length, CONTENT.length - 1, 'the installer is not unpacked twice')
  for (const [name, why, entries] of cases.slice(0, 3)) {
    await writeMade(bundle, entries)
    await refused(t, { home, bundle }, why, name)
  }
  t.same(await listingOf(home), before)
})
