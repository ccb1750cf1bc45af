import { z } from 'zod'
import { containerPath, edit, ROLL_OUT_MS, rolledBack, workload } from './config-edit.ts'
import { injectionFault } from './define.ts'
import { podsOf } from './targets.ts'

/** Any flag of Query, a sidecar or Prometheus: set, replaced or removed, which rolls out that workload. */
export const changeFlag = injectionFault({
  name: 'change-flag',
  summary: 'Sets or removes a flag of Query, the sidecars or the Prometheus replicas',
  kind: 'change',
  verifyMs: ROLL_OUT_MS,
  roleless: true,

  args: (types) =>
    z
      .strictObject({
        part: types.workload.describe('The workload.'),
        container: types.containerOf('part').describe('The container of it.'),
        flag: z
          .string()
          .regex(/^--[a-z][\w.-]*$/, 'expected a flag such as --query.replica-label')
          .describe('With its dashes.'),
        value: z.string().exactOptional().describe('Its value; left out for a flag without a value.'),
        remove: z.literal(true).exactOptional().describe('Removes the flag.'),
        for: types.duration.exactOptional().describe('How long; left out, until it is healed.'),
      })
      .refine(({ value, remove }) => value === undefined || remove === undefined, "'value' or 'remove', not both"),

  async plan(lab, { part, container, flag, value, remove }) {
    const object = workload(part)
    const path = [...(await containerPath(lab, object, container)), 'args']
    const set = value === undefined ? flag : `${flag}=${value}`
    const changed = await edit(lab, object, path, (before) => {
      const args = (before ?? []) as string[]
      const others = args.filter((arg) => arg !== flag && !arg.startsWith(`${flag}=`))
      if (remove === true) return others
      // What it has already stays where it is: in another place, nothing but the order would change.
      return args.includes(set) && others.length === args.length - 1 ? args : [...others, set]
    })
    const how = remove === true ? `without ${flag}` : set
    const pods = (await podsOf(lab, part)).map(({ name }) => name)
    return { injection: { kind: 'change', edits: [changed] }, target: `${container} ${how}`, pods }
  },

  recovered: rolledBack,
})
