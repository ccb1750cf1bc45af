import { join } from 'node:path'
import { megabytesOf, shellWord } from '../lib/format.ts'
import type { Installed } from './install.ts'

/** The line that makes `thanos-lab` a command of the shell. */
export function pathLine({ folder }: Pick<Installed, 'folder'>): string {
  return `export PATH=${shellWord(folder)}:"$PATH"`
}

/** What was installed, and what to type. */
export function installedText(installed: Installed): string {
  const { version, platform, size, folder, kind, nodeImage } = installed
  return [
    `Installed thanos-lab ${version} for ${platform}, ${megabytesOf(size)}, in ${folder}`,
    '',
    'To use it in this shell:',
    `  ${pathLine(installed)}`,
    '  thanos-lab up --runtime native',
    ...(kind ? [`  thanos-lab up --runtime kind${nodeImage === undefined ? '' : ` --node-image ${shellWord(nodeImage)}`}`] : []),
    '',
    `Or by its path: ${shellWord(join(folder, 'thanos-lab'))} up --runtime native`,
  ].join('\n')
}
