import t from 'tap'
import { atLeast, compareVersions, inRange } from '../../src/lib/version.ts'

const versions: [has: string, least: string, enough: boolean][] = [
  ['1.26.8', '1.26.7', true],
  ['1.26.10', '1.26.7', true],
  ['1.26.7', '1.26.10', false],
  ['1.27', '1.26.7', true],
  ['1.26', '1.26.7', false],
  ['1.26', '1.26', true],
  ['2.0', '1.26.7', true],
  ['20.9.0', '20.19', false],
  ['', '1.0', false],
]

t.test('versions are compared number by number', async (t) => {
  for (const [has, least, enough] of versions) t.equal(atLeast(has, least), enough, `${has} is at least ${least}`)
  t.same(['1.9.1', '1.37', '1.10.0'].sort(compareVersions), ['1.9.1', '1.10.0', '1.37'])
})

const ranges: [version: string, range: string, fits: boolean][] = [
  ['3.16.0', '3.x', true],
  ['3.17.0-rc.0', '3.x', true],
  ['3.16.0+ds1', '3.x', true],
  ['4.0.0-rc.0', '3.x', false],
  ['30.1.0', '3.x', false],
  ['0.42.9', '0.42.x', true],
  ['0.43.0', '0.42.x', false],
  ['devel', '0.x', false],
]

t.test('a range takes release candidates, and nothing that is no version', async (t) => {
  for (const [version, range, fits] of ranges) t.equal(inRange(version, range), fits, `${version} in ${range}`)
})
