import { resolve } from 'node:path'
import type { BinaryName } from '../../binaries/binaries.ts'
import { findBinaries } from '../../binaries/find.ts'
import { packedLab, packageVersion, packedPrograms } from '../../bundle/contents.ts'
import { installBundle, platformName } from '../../bundle/install.ts'
import { type About, type Packed, writeBundle } from '../../bundle/pack.ts'
import { LabError } from '../../lib/errors.ts'
import { megabytesOf, shellWord } from '../../lib/format.ts'
import { installedText, pathLine } from '../../bundle/text.ts'
import type { BundleAnswer, BundleInstallAnswer } from '../../model/bundle-answers.ts'
import { fileForOutput } from '../../storage/output.ts'
import type { CommandContext } from '../context.ts'

export interface BundleOptions {
  output?: string
  binaries?: string
  kind?: true
  nodeImage?: string
  imageMirror?: string
}

/** `thanos-lab bundle -o FILE`: 0 where it is written. */
export async function bundle(context: CommandContext, options: BundleOptions): Promise<number> {
  const { progress, signal } = context
  const { output } = options
  if (output === undefined)
    throw new LabError('usage', 'thanos-lab bundle needs -o: the file to write', { hint: 'thanos-lab bundle -o thanos-lab.tar.gz' })
  const file = resolve(output)
  if (options.kind === undefined && options.nodeImage !== undefined)
    throw new LabError('usage', '--node-image needs --kind', {
      hint: `thanos-lab bundle -o ${shellWord(output)} --kind --node-image IMAGE`,
    })
  const place = await fileForOutput(file)
  const names: BinaryName[] = options.kind ? ['prometheus', 'thanos', 'kind'] : ['prometheus', 'thanos']
  const found = await findBinaries(names, { folder: options.binaries, progress, signal })
  const lab = [...(await packedLab()), ...(await packedPrograms(found))]
  const about: About = { version: await packageVersion(), platform: platformName(), ...aboutKind(options) }
  const { written, files } = await withImages(context, options, async (images) => {
    const packed = [...lab, ...images]
    const work = (note: (text: string) => void) => writeBundle(place, about, packed, { signal, note })
    return { files: packed.length, written: await progress.step(`packing ${packed.length} files`, work) }
  })
  const answer: BundleAnswer = { schemaVersion: 1, file, ...about, files, ...written }
  context.answer(answer, () =>
    [
      `Written: ${file}, ${megabytesOf(written.size)}, thanos-lab ${about.version} for ${about.platform}`,
      `sha256 ${written.sha256}`,
      '',
      'On the other machine, with thanos-lab:',
      `  thanos-lab bundle install ${shellWord(output)}`,
      'With Node 20.19 or later only:',
      `  tar -xzOf ${shellWord(output)} install.mjs | node --input-type=module - ${shellWord(output)}`,
    ].join('\n'),
  )
  return 0
}

function aboutKind({ kind, nodeImage }: BundleOptions): Pick<About, 'kind' | 'nodeImage'> {
  return { ...(kind ? { kind } : {}), ...(nodeImage === undefined ? {} : { nodeImage }) }
}

/** Gives the work the images of a bundle, which are in a file for its time. */
async function withImages<T>(context: CommandContext, options: BundleOptions, work: (images: Packed[]) => Promise<T>): Promise<T> {
  if (!options.kind) return work([])
  const { packedImages } = await import('../../bundle/images.ts')
  return packedImages(options, context, work)
}

/** `thanos-lab bundle install FILE`: 0 where everything in it is installed; else nothing of it is left. */
export async function bundleInstall(context: CommandContext, file: string): Promise<number> {
  const installed = await installBundle(file, context)
  const answer: BundleInstallAnswer = { schemaVersion: 1, ...installed, next: `${pathLine(installed)} && thanos-lab up --runtime native` }
  context.answer(answer, () => installedText(installed))
  return 0
}
