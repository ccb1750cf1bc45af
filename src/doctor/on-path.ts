import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'

/** Where a program is on PATH; undefined where it is not. */
export async function onPath(program: string): Promise<string | undefined> {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder))
  for (const folder of folders) {
    const file = join(folder, program)
    if (await isProgram(file)) return file
  }
  return undefined
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK)
    return (await stat(file)).isFile()
  } catch {
    return false
  }
}

/** How the package managers of Linux and macOS are told to install something. */
const INSTALLERS: [program: string, command: string][] = [
  ['apt-get', 'sudo apt-get install -y'],
  ['dnf', 'sudo dnf install -y'],
  ['apk', 'sudo apk add'],
  ['pacman', 'sudo pacman -S --noconfirm'],
  ['zypper', 'sudo zypper install -y'],
  ['brew', 'brew install'],
]

/** The command that installs a package here. `names` where a manager calls it otherwise. */
export async function install(what: string, names: Record<string, string> = {}): Promise<string> {
  for (const [program, command] of INSTALLERS) if ((await onPath(program)) !== undefined) return `${command} ${names[program] ?? what}`
  return `install ${what} with your system's package manager`
}
