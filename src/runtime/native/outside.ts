import { join } from 'node:path'
import { LabError } from '../../lib/errors.ts'
import type { ContainerPlan, LabPlan, Slot } from './plan.ts'

/*
 * In a container a program finds only what is mounted there; a process of this machine finds, and overwrites, every file of its user. So
 * what a scenario changes may name the pod's own folders only. What is not known to be harmless is refused, as flags come and go.
 */

/** Parts of a URL, which look like paths. */
const URL_PARTS = new Set(['--web.route-prefix', '--web.external-prefix'])

/** What reaches beyond the pod's folders by another way than a path in its value. */
const REFUSED: [flag: RegExp, why: string][] = [
  [/^--objstore\.config\b/, 'an object store may be any folder of this machine'],
  [/^--(?:web\.listen|http|grpc)-address=(?!127\.0\.0\.1:\d+$)/, 'it would listen to other machines'],
  [/^--reloader\.(?:method=(?!http$)|process-name\b)/, 'it signals every process of that name on this machine'],
]

/** Throws `scenario` where a plan has an argument that the one before had not and that reaches beyond its pod's folders. */
export function refuseOutside(before: LabPlan, after: LabPlan): void {
  const known = new Set(argsIn(before).map(({ arg }) => arg))
  for (const { slot, container, arg } of argsIn(after)) {
    const why = known.has(arg) ? undefined : whyOutside(arg, container, foldersOf(after, slot))
    if (why === undefined) continue
    throw new LabError(
      'scenario',
      `${container.name} of ${slot.workload} would be started with ${arg}: ${why}. ` +
        `On native, a program may use paths in the volumes of its pod, and relative ones without '..'`,
      { hint: 'correct the scenario' },
    )
  }
}

function argsIn({ slots }: LabPlan): { slot: Slot; container: ContainerPlan; arg: string }[] {
  return slots.flatMap((slot) => slot.containers.flatMap((container) => container.args.map((arg) => ({ slot, container, arg }))))
}

function foldersOf({ folder }: LabPlan, { id, volumes }: Slot): string[] {
  return [join(folder, 'pods', id), ...volumes.map((volume) => volume.folder)]
}

function whyOutside(arg: string, container: ContainerPlan, folders: string[]): string | undefined {
  const refused = REFUSED.find(([flag]) => flag.test(arg))
  if (refused !== undefined) return refused[1]
  const [, flag = '', value = ''] = /^(?:(--?[^=]*)=?)?(.*)$/s.exec(arg) ?? []
  if (URL_PARTS.has(flag)) return undefined
  const path = filledIn(value, container)
  if (path.split('/').includes('..')) return `'${path}' may lead out of its pod's folders`
  const isInside = !path.startsWith('/') || folders.some((folder) => path === folder || path.startsWith(`${folder}/`))
  return isInside ? undefined : `'${path}' is outside of its pod's folders`
}

/** With its variables, as far as they are known before the pod is; another one may be anything, as `$(PATH)` is. */
function filledIn(value: string, { env }: ContainerPlan): string {
  return value.replaceAll(/\$\(([A-Za-z_]\w*)\)/g, (_whole, name: string) => {
    const entry = env.find((candidate) => candidate.name === name)
    if (entry === undefined) return '/'
    return typeof entry.value === 'string' ? entry.value : 'known'
  })
}
