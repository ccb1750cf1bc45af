import t from 'tap'
import { fitsNode } from './node-range.ts'

const cases: [range: string, version: string, fits: boolean][] = [
  ['*', '20.19.0', true],
  ['>=20.19', '20.19.0', true],
  ['>=20.20', '20.19.0', false],
  ['>= 18', '20.19.0', true],
  ['>=22', '20.19.0', false],
  ['^20.17.0 || >=22.9.0', '20.19.0', true],
  ['^20.20.0 || >=22.9.0', '20.19.0', false],
  ['^18.0.0 || ^22.0.0', '20.19.0', false],
  ['18 || 20 || >=22', '20.19.0', true],
  ['18 || 22', '20.19.0', false],
  ['20.x', '20.19.0', true],
  ['6.* || 8.* || >= 10.*', '20.19.0', true],
  ['>=16 || 14 >=14.17', '20.19.0', true],
  ['14 >=14.17', '20.19.0', false],
  ['>=12 <20', '20.19.0', false],
  ['>20', '20.19.0', false],
  ['<=20', '20.19.0', true],
  ['<=20.18', '20.19.0', false],
  ['~20.19.0', '20.19.3', true],
  ['~20.18.0', '20.19.0', false],
  ['~20', '20.19.0', true],
]

t.test('a version fits a range as npm says', async (t) => {
  for (const [range, version, fits] of cases) t.equal(fitsNode(range, version), fits, `${version} in ${range}`)
})

t.test('what it does not know, it does not guess', async (t) => {
  t.throws(() => fitsNode('lts/*', '20.19.0'), /lts/)
  t.throws(() => fitsNode('18 - 20', '20.19.0'))
})
