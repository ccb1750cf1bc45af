import { z } from 'zod'

/** How commands find the lab's supervisor: `supervisor.json`, which it writes when it listens. */
export const supervisorFile = z.strictObject({
  pid: z.int().positive(),
  /** Where it listens on 127.0.0.1. */
  port: z.int().min(1).max(65_535),
  /** What only it and this user's commands know. */
  token: z.string().min(32),
})

export type SupervisorFile = z.output<typeof supervisorFile>
