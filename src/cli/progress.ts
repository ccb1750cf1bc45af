import { Listr, ListrLogger } from 'listr2'
import type { Picture, Progress } from '../lib/progress.ts'
import { forTerminal } from '../lib/terminal.ts'
import { wrap } from '../lib/wrap.ts'
import { InPlaceOutput } from './in-place.ts'
import { print } from './output.ts'

/** Columns that listr2 takes at both sides of a step's lines, for indentation and icon. */
const BESIDE = 6
/** The least that something is drawn in. */
const LEAST = { width: 20, height: 4 }

const NOTHING: Picture = () => []

/** Progress on a terminal: a spinner for each step, with its notes and inner steps on the line below. All of it on stderr. */
export function terminalProgress(): Progress {
  const lines: string[] = []
  let show: ((text: string) => void) | undefined
  const inner = new Map<symbol, string>()
  let note = ''
  let picture = NOTHING
  const flush = () => {
    for (const line of lines.splice(0)) print(`${line}\n`, 'stderr')
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
            title: forTerminal(title),
            task: async (_context, task) => {
              show = (text) => {
                note = text
                task.output = forTerminal(linesBelow(title, note, picture).join('\n'))
              }
              show('')
              result = await work(show)
              task.title = `${forTerminal(title)} (${seconds(Date.now() - begun)})`
            },
          },
        ],
        {
          renderer: 'default',
          fallbackRenderer: 'simple',
          registerSignalListeners: false,
          // The command prints the error once, below.
          rendererOptions: { showErrorMessage: false, logger: new ListrLogger({ processOutput: new InPlaceOutput() }) },
        },
      )
      const end = onResize(() => show?.(note))
      try {
        await list.run()
      } finally {
        end()
        show = undefined
        note = ''
        inner.clear()
        flush()
      }
      return result as Awaited<ReturnType<typeof work>>
    },
  }
}

/** What stands below a step's title: never so much that the terminal has to scroll, or to wrap. */
function linesBelow(title: string, note: string, picture: Picture): string[] {
  const { columns = 80, rows = 24 } = process.stderr
  // listr2 wraps by stdout, or at 80 columns (listr2 9.0.5, DefaultRenderer.format).
  const width = Math.max(LEAST.width, Math.min(columns, process.stdout.columns ?? 80) - BESIDE)
  const notes = wrap(note, width)
  const height = rows - 1 - wrap(title, width).length - notes.length
  return [...notes, ...(height < LEAST.height ? [] : picture({ width, height }))]
}

/** Calls back after each change of the terminal's size, until what it returns is called. */
function onResize(changed: () => void): () => void {
  // Stdout and stderr each learn of it by themselves, from one signal.
  const once = () => queueMicrotask(changed)
  process.stderr.on('resize', once)
  return () => void process.stderr.off('resize', once)
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
