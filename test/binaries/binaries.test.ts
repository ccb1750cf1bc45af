import { readdir, readFile } from 'node:fs/promises'
import t from 'tap'
import { binaries, type BinaryName, fits } from '../../src/binaries/binaries.ts'
import { sumIn } from '../../src/binaries/release.ts'
import { telling } from './fakes.ts'

const root = new URL('../../', import.meta.url)
const names = Object.keys(binaries) as BinaryName[]

const versions: [name: BinaryName, version: string, good: boolean][] = [
  ['prometheus', '3.16.0', true],
  ['prometheus', '3.0.1', true],
  ['prometheus', '3.17.0-rc.0', true],
  ['prometheus', '2.42.0+ds', false],
  ['prometheus', '30.1.0', false],
  ['thanos', '0.42.4', true],
  ['thanos', '0.42.9', true],
  ['thanos', '0.41.0', false],
  ['thanos', '1.42.4', false],
  ['kind', '0.33.0', true],
  ['kind', '0.20.0', true],
  ['kind', '1.0.0', false],
]
for (const [name, version, good] of versions) t.equal(await fits(name, version), good, `${name} ${version} fits: ${good}`)
for (const name of names) t.ok(await fits(name, binaries[name].version), `${name}: its own version fits`)

t.test("a version is read from the program's own answer only", async (t) => {
  for (const name of names) {
    t.equal(binaries[name].tells.exec(telling(name, '1.2.3'))?.[1], '1.2.3')
    for (const other of names.filter((one) => one !== name)) t.equal(binaries[name].tells.exec(telling(other, '1.2.3')), null)
  }
})

t.test('releases are those that the projects publish', async (t) => {
  const platform = { os: 'darwin', arch: 'arm64' }
  t.same(binaries.prometheus.release(platform), {
    file: '/prometheus/prometheus/releases/download/v3.16.0/prometheus-3.16.0.darwin-arm64.tar.gz',
    sums: '/prometheus/prometheus/releases/download/v3.16.0/sha256sums.txt',
    member: 'prometheus-3.16.0.darwin-arm64/prometheus',
  })
  t.equal(binaries.thanos.release(platform).file, '/thanos-io/thanos/releases/download/v0.42.4/thanos-0.42.4.darwin-arm64.tar.gz')
  t.equal(binaries.kind.release(platform).sums, '/kubernetes-sigs/kind/releases/download/v0.33.0/kind-darwin-arm64.sha256sum')
})

t.test('what is built has the version that is promised', async (t) => {
  for (const name of names) {
    const module = await readFile(new URL(`third-party/${name}/go.mod`, root), 'utf8')
    // Prometheus's module is numbered 0.<major><minor, two digits>.<patch>.
    const [major, minor, patch] = binaries[name].version.split('.')
    const version = name === 'prometheus' ? `0.${major}${minor?.padStart(2, '0')}.${patch}` : binaries[name].version
    const main = binaries[name].build.package.replace(/\/cmd\/.*/, '')
    t.match(module, `require ${main} v${version}\n`)
    t.match(await readFile(new URL(`third-party/${name}/go.sum`, root), 'utf8'), `${main} v${version} h1:`)
  }
})

t.test('the images of the manifests have the same versions', async (t) => {
  const files = await readdir(new URL('manifests/', root))
  const texts = await Promise.all(files.map((file) => readFile(new URL(`manifests/${file}`, root), 'utf8')))
  for (const name of ['prometheus', 'thanos'] as const) {
    const image = binaries[name].image ?? 'none'
    const used = new Set(texts.join('\n').match(new RegExp(`${image.split(':')[0]}:\\S+`, 'g')))
    t.same([...used], [image])
  }
})

const sum = 'ab'.repeat(32)
const sums: [text: string, found: string | undefined][] = [
  [`${sum}  a.tar.gz\n`, sum],
  [`${sum} *a.tar.gz`, sum],
  [`${sum}  .tarballs/a.tar.gz\r\n`, sum],
  [`${sum.toUpperCase()}  a.tar.gz\n`, sum],
  [`${'0'.repeat(64)}  b.tar.gz\n${sum}  a.tar.gz\n`, sum],
  [`${sum}  xa.tar.gz\n`, undefined],
  [`${sum}  a.tar.gz.sig\n`, undefined],
  [`${sum.slice(1)}  a.tar.gz\n`, undefined],
  ['<html>not found</html>', undefined],
  ['', undefined],
]
for (const [text, found] of sums) t.equal(sumIn(text, 'a.tar.gz'), found, `sum in ${JSON.stringify(text).slice(0, 90)}`)
