import { CommanderError } from 'commander'
import { outliveReaders, print } from './output.ts'
import { makeProgram } from './program.ts'
import type { Interrupts } from './signals.ts'

/*
 * What a command needs is loaded when one runs: `--help` loads this file, the program and what it names, and no more.
 */

/** Runs one command line; resolves to its exit code (contract, "Exit codes"). Never throws. */
export async function main(argv: string[]): Promise<number> {
  outliveReaders()
  let interrupts: Interrupts | undefined
  let exit = 0
  const program = makeProgram(async (options, command) => {
    const [{ makeContext }, { listenForInterrupts }] = await Promise.all([import('./output.ts'), import('./signals.ts')])
    interrupts = listenForInterrupts(options)
    exit = await command(await makeContext(options, interrupts))
  })
  try {
    if (asksForWords(argv)) print(await (await import('./completion.ts')).completeWords(program, argv.slice(2)))
    else await program.parseAsync(argv, { from: 'user' })
    // A bug comes before all else (contract, "Exit codes").
    return exit === 70 ? exit : (interrupts?.exitCode() ?? exit)
  } catch (error) {
    // Help and version come this way.
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    const { tell } = await import('./errors.ts')
    return tell(error, { json: argv.includes('--json'), verbose: argv.includes('--verbose') }, interrupts?.exitCode())
  } finally {
    interrupts?.stop()
  }
}

/** `complete -- WORDS`: what a shell's completion script asks; no command for people. */
function asksForWords(argv: string[]): boolean {
  return argv[0] === 'complete' && argv[1] === '--'
}
