import { z } from 'zod'

/* Who holds a lock, as `holder.json` in the lock's folder says. Another command reads it, so nothing of it is trusted. */

export const holderSchema = z.strictObject({
  /** Of this taking of the lock. */
  id: z.uuid(),
  pid: z.int().positive(),
  /** When that process started, as its system counts it. */
  started: z.string(),
  /** Where the pid counts: the machine, its boot, its space of pids. */
  where: z.string(),
  /** The command: `chaos`. */
  command: z.string().regex(/^[a-z][a-z-]{0,30}$/),
  since: z.iso.datetime(),
})
