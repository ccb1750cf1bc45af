import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { type Machine, thisMachine } from '../../src/doctor/check.ts'
import { setEnv, writeProgram } from '../binaries/fakes.ts'

export interface Fake {
  machine: Machine
  /** The only folder on PATH. */
  bin: string
  home: string
}

/** A machine of its own: its programs are small shell scripts, its /proc a few files. */
export async function fakeMachine(
  t: Test,
  programs: Record<string, string> = {},
  { platform = 'linux' as NodeJS.Platform, proc = {} } = {},
): Promise<Fake> {
  const home = t.testdir({ bin: {}, proc })
  const bin = join(home, 'bin')
  for (const [name, text] of Object.entries(programs)) await writeProgram(join(bin, name), `#!/bin/sh\n${text}\n`)
  setEnv(t, { PATH: bin })
  const folders = { state: join(home, 'state'), cache: join(home, 'cache') }
  return { machine: thisMachine(folders, { platform, proc: join(home, 'proc') }), bin, home }
}

/** A `docker` whose engine says that of itself and has these images. */
export function fakeDocker(info: Record<string, unknown> = {}, images: string[] = []): string {
  const all = {
    ServerVersion: '28.0.0',
    Name: hostname(),
    OperatingSystem: 'Test OS',
    CgroupVersion: '2',
    DockerRootDir: '/',
    MemTotal: 8 * 2 ** 30,
    ...info,
  }
  return [
    'case "$1 $2" in',
    `"info --format") echo '${JSON.stringify(all)}' ;;`,
    `"image ls") printf '%s\\n' ${images.map((image) => `'${image}'`).join(' ')} ;;`,
    // by id, as the default is named with its digest
    `"image inspect") case "$5" in ${images.map((image) => `'${image}'|'${image}'@*`).join('|') || 'none'}) echo id ;; *) exit 1 ;; esac ;;`,
    '*) exit 1 ;;',
    'esac',
  ].join('\n')
}
