import type { Context } from '../../app/context.ts'
import { bashScript, scriptOf, type Shell } from '../completion.ts'

/** `thanos-lab completion SHELL`: the script that the shell takes in. */
export async function completion(context: Context, shell: Shell): Promise<number> {
  const script = shell === 'bash' ? bashScript('thanos-lab') : scriptOf(shell, 'thanos-lab')
  if (context.json) context.answer({ schemaVersion: 1, shell, script }, () => script)
  else context.print(script)
  return 0
}
