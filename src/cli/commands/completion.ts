import type { Command } from 'commander'
import type { Context } from '../context.ts'

/** `thanos-lab completion SHELL` */
export async function completion(_context: Context, _shell: string, _program: Command): Promise<number> {
  return 0
}
