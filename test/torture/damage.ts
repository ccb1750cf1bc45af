import { execFileSync } from 'node:child_process'
import { lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import fc from 'fast-check'

/* What can become of a file: half a write, a bad disk, a person's hand, another program. */

/** One way to damage a file. */
export interface Damage {
  title: string
  /** Does it; nothing has to be there. */
  to(file: string): unknown
}

/** Values that a field is not made for. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1e308,
  1e9,
  0.5,
  '',
  'x'.repeat(5000),
  '../../../../precious',
  '/etc/passwd',
  '__proto__',
  'constructor',
  '\u001b[2J\u0000\u202e',
  [],
  {},
  [null],
  { a: { b: null } },
]

/** A text becomes another one. */
export const damagedText: fc.Arbitrary<{ title: string; of(text: string): string | Buffer }> = fc.oneof(
  fc
    .constantFrom('', ' \n', 'null', '{}', '[]', '"text"', '5', 'true', '{"name":"x","version":"1.0.0"}', '[[[[[[[[', '\u0000\u0000', 'NaN')
    .map((text) => ({ title: `becomes ${JSON.stringify(text)}`, of: () => text })),
  fc.double({ min: 0, max: 1, noNaN: true }).map((share) => ({
    title: `is cut after ${(share * 100).toFixed(0)} %`,
    of: (text: string) => text.slice(0, Math.floor(text.length * share)),
  })),
  fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.integer({ min: 0, max: 255 })).map(([share, byte]) => ({
    title: `has the byte ${byte} at ${(share * 100).toFixed(1)} %`,
    of: (text: string) => {
      const bytes = Buffer.from(text)
      if (bytes.length > 0) bytes[Math.floor(bytes.length * share)] = byte
      return bytes
    },
  })),
  fc.constantFrom('\ufeff', 'x').map((before) => ({ title: `begins with ${JSON.stringify(before)}`, of: (text: string) => before + text })),
  fc.constant({ title: 'is there twice', of: (text: string) => text + text }),
  fc.tuple(fc.nat(), fc.constantFrom(...HOSTILE)).map(([which, value]) => ({
    title: `has ${JSON.stringify(value).slice(0, 40)} for its field ${which}`,
    of: (text: string) => withField(text, which, value),
  })),
  fc.nat().map((which) => ({ title: `lacks its field ${which}`, of: (text: string) => withField(text, which, undefined) })),
  fc.constantFrom('format', 'schemaVersion', 'more').map((key) => ({
    title: `is of another version (${key})`,
    of: (text: string) => edited(text, (value) => ({ ...(value as object), [key]: 99 })),
  })),
)

/** The text of a JSON with another value in one of all its fields. */
function withField(text: string, which: number, value: unknown): string {
  return edited(text, (whole) => {
    const places = placesIn(whole)
    const place = places[which % Math.max(1, places.length)]
    if (place === undefined) return value
    place.parent[place.key] = value
    return whole
  })
}

function edited(text: string, edit: (value: unknown) => unknown): string {
  try {
    return JSON.stringify(edit(JSON.parse(text))) ?? ''
  } catch {
    return text
  }
}

function placesIn(value: unknown): { parent: Record<string, unknown>; key: string }[] {
  if (typeof value !== 'object' || value === null) return []
  const parent = value as Record<string, unknown>
  return Object.keys(parent).flatMap((key) => [{ parent, key }, ...placesIn(parent[key])])
}

const inItsPlace: [title: string, make: (file: string) => void][] = [
  ['is missing', () => {}],
  ['is a folder', (file) => mkdirSync(file)],
  ['is a folder with something in it', (file) => mkdirSync(`${file}/a/b`, { recursive: true })],
  ['is a pipe', (file) => execFileSync('mkfifo', [file])],
  ['is a link to nothing', (file) => symlinkSync('/none', file)],
  ['is a link to itself', (file) => symlinkSync(file, file)],
  ['is a link to a device that never ends', (file) => symlinkSync('/dev/zero', file)],
  ['is a link to its own folder', (file) => symlinkSync('.', file)],
]

/** A file is damaged in its text, or something else is in its place. */
export const damage: fc.Arbitrary<Damage> = fc.oneof(
  { weight: 3, arbitrary: damagedText.map(({ title, of }): Damage => ({ title, to: (file) => rewrite(file, of) })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...inItsPlace).map(([title, make]): Damage => ({ title, to: (file) => cleared(file) && made(make, file) })),
  },
  { weight: 1, arbitrary: fc.constant({ title: 'is from the future', to: (file: string) => isThere(file) && utimesSync(file, 4e9, 4e9) }) },
)

function rewrite(file: string, of: (text: string) => string | Buffer): void {
  const text = isThere(file) ? readFileSync(file, 'utf8') : '{}'
  if (cleared(file)) writeFileSync(file, of(text), { mode: 0o600 })
}

function made(make: (file: string) => void, file: string): void {
  try {
    make(file)
  } catch {
    // An earlier damage is in the way.
  }
}

/** Whether there is place for something else now: none where an earlier damage has taken its folder. */
function cleared(file: string): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true })
    rmSync(file, { recursive: true, force: true })
    return true
  } catch {
    return false
  }
}

function isThere(file: string): boolean {
  try {
    return lstatSync(file).isFile()
  } catch {
    return false
  }
}
