import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { start } from '../../src/lib/exec.ts'
import { bin, thanosLab } from '../cli/command-line.ts'
import { until } from '../helpers/until.ts'

/* State folders as a real lab leaves them, made anew for each attack. */

/** The lab of each state folder. */
export const LAB = 'x'

/** The files of a real lab's state folder with an open fault, a run that goes on, and a saved run: path in the folder → text. */
export interface Template {
  home: string
  files: Record<string, string>
}

const FAULT = `title: t
teaches: t
observe:
  merged: { samples: 'up{job="thanos-query"}' }
steps:
  - freeze: { part: prometheus-0, container: thanos-sidecar, for: 5m }
  - wait: 5m
expect:
  - merged: { longest-gap: { at-most: 3 scrapes } }
`

/** Brings up a real lab, takes a copy of its state folder while a fault is open in it, and removes it. */
export async function realTemplate(): Promise<Template> {
  const home = newFolder()
  const env = { THANOS_LAB_HOME: home, NODE_OPTIONS: '' }
  const said = await thanosLab(['up', '--runtime', 'native', '--name', LAB], env)
  try {
    if (said.code !== 0) throw new Error(said.stderr)
    const scenario = join(home, 'fault.yaml')
    writeFileSync(scenario, FAULT)
    const { pid, ended } = start(process.execPath, [bin, 'chaos', scenario, '--name', LAB], {
      env: { ...(process.env as Record<string, string>), ...env },
      log: join(home, 'chaos.log'),
    })
    const lab = join(home, 'labs', LAB)
    const open = () => existsSync(join(lab, 'faults')) && existsSync(join(lab, 'run-so-far.json'))
    await until('a fault is open', () => open() && readFileSync(join(home, 'chaos.log'), 'utf8').includes('waiting 5m'), 60_000)
    const during = filesOf(home)
    process.kill(pid!, 'SIGINT')
    await ended
    return { home, files: { ...filesOf(join(home), 'runs'), ...during } }
  } finally {
    await thanosLab(['down', '--name', LAB], env)
    rmSync(home, { recursive: true, force: true })
  }
}

/** What the samples are in is no file of the lab's own; what is still being written may have another name a moment later. */
const LEFT_OUT = /^(?:labs\/[^/]+\/(?:claims|logs|pods|configmaps)\/|fault\.yaml|chaos\.log)|\.partial$/

function filesOf(home: string, under = ''): Record<string, string> {
  const entries = readdirSync(join(home, under), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = entries.map((entry) => relative(home, join(entry.parentPath, entry.name))).filter((path) => !LEFT_OUT.test(path))
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(home, path), 'utf8')]))
}

/** A new state folder with the template's files; paths in them lead into it. */
export function homeFrom({ home: old, files }: Template): string {
  const home = newFolder()
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    writeFileSync(join(home, path), text.replaceAll(old, home), { mode: 0o600 })
  }
  return home
}

export function newFolder(): string {
  return mkdtempSync(join(realpathSync(tmpdir()), 'thanos-lab-torture-'))
}
