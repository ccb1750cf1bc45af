import { Listr, ListrLogger, ProcessOutput } from 'listr2'
import type { Progress } from '../lib/progress.ts'

/** Progress on a terminal: a spinner for each step, with its notes and inner steps on the line below. All of it on stderr. */
export function terminalProgress(): Progress {
  const lines: string[] = []
  let show: ((text: string) => void) | undefined
  const inner = new Map<symbol, string>()
  let note = ''
  let picture: readonly string[] = []
  const flush = () => {
    for (const line of lines.splice(0)) process.stderr.write(`${line}\n`)
  }
  const say = (text: string) => {
    lines.push(text)
    if (show === undefined) flush()
  }
  const innerStep = async <T>(title: string, work: (note: (text: string) => void) => Promise<T>): Promise<T> => {
    const key = Symbol(title)
    const set = (text: string) => {
      inner.set(key, text)
      show?.([...inner.values()].join(' · '))
    }
    set(title)
    try {
      return await work((text) => set(`${title}: ${text}`))
    } finally {
      inner.delete(key)
    }
  }
  return {
    say,
    warn: (text) => say(`⚠ ${text}`),
    draw(wanted) {
      picture = wanted
      show?.(note)
    },
    async step(title, work) {
      if (show !== undefined) return innerStep(title, work)
      const begun = Date.now()
      let result: Awaited<ReturnType<typeof work>> | undefined
      const list = new Listr(
        [
          {
            title,
            task: async (_context, task) => {
              show = (text) => {
                note = text
                task.output = [...(note === '' ? [] : [note]), ...picture].join('\n')
              }
              if (picture.length > 0) show('')
              result = await work(show)
              task.title = `${title} (${seconds(Date.now() - begun)})`
            },
          },
        ],
        {
          renderer: 'default',
          fallbackRenderer: 'simple',
          registerSignalListeners: false,
          // The command prints the error once, below.
          rendererOptions: { showErrorMessage: false, logger: stderrLogger() },
        },
      )
      try {
        await list.run()
      } finally {
        show = undefined
        note = ''
        inner.clear()
        flush()
      }
      return result as Awaited<ReturnType<typeof work>>
    },
  }
}

function stderrLogger(): ListrLogger {
  return new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) })
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
