import { filesOnPath, isProgram } from '../engines/search.ts'

/** Where a program is on PATH; undefined where it is not. */
export async function onPath(program: string): Promise<string | undefined> {
  for (const file of filesOnPath(program)) if (await isProgram(file)) return file
  return undefined
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
