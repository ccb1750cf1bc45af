import { LabError } from '../../lib/errors.ts'

/**
 * What a path cannot have that stands in the manifests' configurations, flags and probes: a shell, YAML, a pattern of file names (Prometheus's
 * `rule_files`) or a variable (`$(NAME)` in an argument) would make something else of it.
 */
const UNUSABLE = /["$`\\*?[\]]|\p{Cc}|: | #/u

/** Throws `state` where programs could not use a lab's folder by its path. */
export function refuseUnusable(folder: string): void {
  const [found] = UNUSABLE.exec(folder) ?? []
  if (found === undefined) return
  throw new LabError('state', `On native, the path of the state folder cannot have ${JSON.stringify(found)}, as in ${folder}`, {
    hint: 'set THANOS_LAB_HOME to a folder without it, then run the command again',
  })
}
