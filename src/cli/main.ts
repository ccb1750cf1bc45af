import { CommanderError } from 'commander'
import { drained, ignoreBrokenStreams, print } from './output.ts'
import { helpOf, makeProgram } from './program.ts'
import type { Interrupts } from './signals.ts'

/*
 * A command is loaded when it runs, so that `--help` loads this file, the program and their imports only.
 */

/** Runs one command line; resolves to its exit code (contract, "Exit codes"). Never throws. */
export async function main(argv: string[]): Promise<number> {
  ignoreBrokenStreams()
  hideCredentials(argv)
  let interrupts: Interrupts | undefined
  let exit = 0
  let name = 'thanos-lab'
  const program = makeProgram(async (options, command) => {
    const [{ makeContext }, { listenForInterrupts }] = await Promise.all([import('./context.ts'), import('./signals.ts')])
    name = options.name
    interrupts = listenForInterrupts(options)
    exit = await command(await makeContext(options, interrupts))
  })
  try {
    if (isCompletion(argv)) print(await (await import('./completion.ts')).completeWords(program, argv.slice(2)))
    else await program.parseAsync(argv, { from: 'user' })
    await drained(interrupts?.signal)
    // A bug comes before all else (contract, "Exit codes").
    return exit === 70 ? exit : (interrupts?.exitCode() ?? exit)
  } catch (error) {
    // Commander throws for --help and --version, too.
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    const { printError } = await import('./errors.ts')
    const options = {
      json: argv.includes('--json'),
      verbose: argv.includes('--verbose'),
      ascii: argv.includes('--ascii'),
      name,
      help: helpOf(program, argv),
    }
    const code = printError(error, options, interrupts?.exitCode())
    await drained(interrupts?.signal).catch(() => {})
    return code
  } finally {
    interrupts?.stop()
  }
}

/** Every user of a machine can read the words of a command line (`ps`): where they hold credentials, they are overwritten. */
function hideCredentials(argv: string[]): void {
  if (argv.some((word) => word.startsWith('--header') || word.includes('@') || word.includes('/join#'))) process.title = 'thanos-lab'
}

/** `complete -- WORDS`: the request of a shell's completion script. It is no command for people. */
function isCompletion(argv: string[]): boolean {
  return argv[0] === 'complete' && argv[1] === '--'
}
