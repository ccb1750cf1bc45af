import { z } from 'zod'
import { containerPath, edit, ROLL_OUT_MS, rolledBack, workload } from './config-edit.ts'
import { injectionFault } from './define.ts'
import { podsOf } from './targets.ts'

interface FlagArgs {
  part: string
  container: string
  flag: string
  value?: string
  remove?: true
}

/** Any flag of Query, a sidecar or Prometheus: set, replaced or taken away, which rolls that workload out anew. */
export const changeFlag = injectionFault({
  name: 'change-flag',
  summary: 'Sets or removes a flag of Query, the sidecars or the Prometheis',
  kind: 'change',
  verifyMs: ROLL_OUT_MS,
  roleless: true,

  args: (kit) =>
    z
      .strictObject({
        part: z.enum(['prometheus', 'thanos-query']).describe('The workload.'),
        container: kit.containerOf('part').describe('The container of it: prometheus, thanos-sidecar or thanos-query.'),
        flag: z
          .string()
          .regex(/^--[a-z][\w.-]*$/, 'expected a flag such as --query.replica-label')
          .describe('With its dashes.'),
        value: z.string().exactOptional().describe('Its value; left out for a flag that is switched on.'),
        remove: z.literal(true).exactOptional().describe('Takes the flag away.'),
        for: kit.duration.exactOptional().describe('How long; left out, until it is healed.'),
      })
      .refine(({ value, remove }) => value === undefined || remove === undefined, "'value' or 'remove', not both"),

  async plan(lab, args) {
    const { part, container, flag, value, remove } = args as unknown as FlagArgs
    const object = workload(part)
    const path = [...(await containerPath(lab, object, container)), 'args']
    const changed = await edit(lab, object, path, (before) => {
      const others = ((before ?? []) as string[]).filter((arg) => arg !== flag && !arg.startsWith(`${flag}=`))
      return remove === true ? others : [...others, value === undefined ? flag : `${flag}=${value}`]
    })
    const how = remove === true ? `without ${flag}` : `${flag}${value === undefined ? '' : `=${value}`}`
    const hits = (await podsOf(lab, part)).map(({ name }) => name)
    return { injection: { kind: 'change', edits: [changed] }, target: `${container} ${how}`, hits }
  },

  recovered: rolledBack,
})
