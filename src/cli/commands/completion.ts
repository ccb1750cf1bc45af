import { bashScript, scriptOf, type Shell } from '../completion.ts'
import type { CommandContext } from '../context.ts'

/** `thanos-lab completion SHELL`: the script that the shell sources. */
export async function completion(context: CommandContext, shell: Shell): Promise<number> {
  const script = shell === 'bash' ? bashScript('thanos-lab') : scriptOf(shell, 'thanos-lab')
  if (context.json) context.answer({ schemaVersion: 1, shell, script }, () => script)
  else context.print(script)
  return 0
}
