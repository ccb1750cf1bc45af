import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { silent } from '../../../src/lib/progress.ts'
import { mirrored } from '../../../src/runtime/kind/image-name.ts'
import { haveImages } from '../../../src/runtime/kind/images.ts'
import {
  archiveName,
  loadNodeImage,
  nodeImageFor,
  preparedName,
  prepareNodeImage,
  versionInTag,
} from '../../../src/runtime/kind/node-image.ts'
import { machine } from './programs.ts'

const BASE = 'kindest/node:v1.34.4'
const PREPARED = preparedName(BASE)
const { signal } = new AbortController()

/**
 * A docker that keeps its images as files with their ids, and notes what it is asked for. An image that is committed has the id of its base as its
 * label. `refuses` are images that no registry has.
 */
function dockerWith(t: Test, images: Record<string, string>): { home: string; asked: () => string[]; has: (image: string) => boolean } {
  const home = machine(t, (folder) => ({
    docker: `
file() { echo "${folder}/images/$(echo "$1" | tr '/:@' '___')"; }
echo "$*" >> ${folder}/asked
case "$1 $2" in
"image inspect")
  test -f "$(file "$5")" || { echo "Error: No such image: $5" >&2; exit 1; }
  case "$4" in
  *Labels*) cat "$(file "$5").base" 2>/dev/null;;
  *Entrypoint*) echo '["/entry","/sbin/init"]';;
  *) cat "$(file "$5")";;
  esac;;
"image save") shift 2; while test "$1" != -o; do shift; done; echo archive > "$2";;
"pull "*) echo "sha256:pulled" > "$(file "$2")";;
"tag "*) cp "$(file "$2")" "$(file "$3")";;
"load "*) cp "$4" "$(file ${PREPARED})"; echo brought > "$(file ${PREPARED}).base";;
"run "*) echo container;;
"commit "*) for image; do :; done; echo sha256:new > "$(file "$image")"; echo "$*" | sed 's/.*base-id=\\([^ ]*\\).*/\\1/' > "$(file "$image").base";;
"info "*) echo '[]';;
"version "*) echo linux/amd64;;
esac`,
  }))
  const file = (image: string) => join(home, 'images', image.replaceAll(/[/:@]/g, '_'))
  mkdirSync(join(home, 'images'))
  for (const [image, id] of Object.entries(images)) writeFileSync(file(image), `${id}\n`)
  return {
    home,
    asked: () => readFileSync(join(home, 'asked'), 'utf8').trim().split('\n'),
    has: (image) => {
      try {
        return readFileSync(file(image), 'utf8') !== ''
      } catch {
        return false
      }
    },
  }
}

t.test('the name of a prepared image says its version, and from what it was made', async (t) => {
  t.match(PREPARED, /^localhost\/thanos-lab\/kind-node:v1\.34\.4-[0-9a-f]{12}$/)
  t.equal(versionInTag(PREPARED), '1.34.4')
  t.not(preparedName(BASE, ['a', 'b']), PREPARED, 'other images, another name')
  t.equal(preparedName(BASE, ['a', 'b']), preparedName(BASE, ['b', 'a']))
  t.equal(versionInTag(preparedName('mine')), undefined)
})

t.test('a mirror comes before the whole name of an image', async (t) => {
  t.equal(mirrored('quay.io/thanos/thanos:v1', 'm.example.com'), 'm.example.com/quay.io/thanos/thanos:v1')
  t.equal(mirrored('kindest/node:v1@sha256:00', 'm.example.com'), 'm.example.com/docker.io/kindest/node:v1@sha256:00')
  t.equal(mirrored('m.example.com/quay.io/a:v1', 'm.example.com'), 'm.example.com/quay.io/a:v1', 'once')
})

t.test('an image from a mirror gets its own name, too; what is there is not pulled', async (t) => {
  const { home, asked, has } = dockerWith(t, { 'quay.io/here:v1': 'sha256:here' })
  const folder = join(home, 'logs')
  await haveImages(['quay.io/here:v1', 'quay.io/a:v1'], { folder, progress: silent, imageMirror: 'm.example.com' }, signal)
  t.same(
    asked().filter((line) => /^(pull|tag)/.test(line)),
    ['pull m.example.com/quay.io/a:v1', 'tag m.example.com/quay.io/a:v1 quay.io/a:v1'],
  )
  t.ok(has('quay.io/a:v1'))
})

t.test('which node image is used', async (t) => {
  const prepared = { name: PREPARED, prepared: true }
  await t.test('the wanted one where nothing else is there', async (t) => {
    dockerWith(t, { [BASE]: 'sha256:base' })
    t.same(await nodeImageFor(BASE, { imageMirror: 'm.example.com' }), { name: BASE, prepared: false })
  })
  await t.test("the mirror's where it has to be pulled", async (t) => {
    dockerWith(t, {})
    const name = 'm.example.com/docker.io/kindest/node:v1.34.4'
    t.same(await nodeImageFor(BASE, { imageMirror: 'm.example.com' }), { name, prepared: false })
    t.same(await nodeImageFor(BASE, {}), { name: BASE, prepared: false })
  })
  await t.test('the prepared one, until what it was made from is another', async (t) => {
    const { home, has } = dockerWith(t, { [BASE]: 'sha256:base' })
    t.equal(await prepareNodeImage(BASE, {}, { progress: silent, signal }), PREPARED)
    t.ok(has(PREPARED))
    t.same(await nodeImageFor(BASE, {}), prepared)
    writeFileSync(join(home, 'images', BASE.replaceAll(/[/:@]/g, '_')), 'sha256:other\n')
    t.same(await nodeImageFor(BASE, {}), { name: BASE, prepared: false })
  })
  await t.test('what a bundle has brought is loaded once, without a pull', async (t) => {
    const { home, asked } = dockerWith(t, {})
    const archive = join(home, 'cache', 'images', archiveName(PREPARED))
    mkdirSync(join(home, 'cache', 'images'), { recursive: true })
    writeFileSync(archive, 'sha256:brought\n')
    const image = await nodeImageFor(BASE, {})
    t.same(image, { ...prepared, archive })
    await loadNodeImage(image, silent, signal)
    t.same(await nodeImageFor(BASE, {}), prepared)
    t.same(
      asked().filter((line) => /^(pull|load)/.test(line)),
      [`load -q -i ${archive}`],
    )
  })
})

t.test('a prepared image is made from the node image and the images of the lab, in a container without a network', async (t) => {
  const { asked } = dockerWith(t, { [BASE]: 'sha256:base' })
  await prepareNodeImage(BASE, {}, { progress: silent, signal })
  const lines = asked()
  t.match(
    lines.find((line) => line.startsWith('run')),
    /^run -d --network none --entrypoint sleep kindest\/node:v1\.34\.4 infinity$/,
  )
  t.match(
    lines.find((line) => line.startsWith('commit')),
    `commit --change ENTRYPOINT ["/entry","/sbin/init"] --change CMD [] --change LABEL thanos-lab.base-id=sha256:base container ${PREPARED}`,
  )
  t.match(lines.at(-1), /^rm -f container$/, 'the container does not stay')
  const before = asked().length
  await prepareNodeImage(BASE, {}, { progress: silent, signal })
  t.notMatch(asked().slice(before).join('\n'), /commit|pull/, 'it is made once')
})
