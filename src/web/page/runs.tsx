import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Run } from '../../model/run.ts'
import { recordAt, replaySpan } from '../../report/replay.ts'
import { situationAt } from '../../report/situation.ts'
import { picturesOf } from '../../report/timeline/picture.ts'
import { asExpected, type Declared, summaryLine, verdictText } from '../../report/verdict-text.ts'
import { analyseRun } from '../../verdict/analysis.ts'
import { attempt, showLab, showOnStage } from './actions.ts'
import { getRun, getRuns, type ListedRun } from './api.ts'
import { unpackRun } from './data.ts'
import { pause, startReplay } from './replay-bar.tsx'
import { chosen, live, replay, view } from './state.ts'
import { Timeline } from './timeline.tsx'
import { dateText } from './times.ts'
import { WideTable } from './wide-table.tsx'
import { words } from './words/words.ts'

/** Where runs come from: the server, or the page's own data. */
export interface RunSource {
  list(): Promise<ListedRun[]>
  load(id: string): Promise<Run>
}

export const serverRuns: RunSource = { list: getRuns, load: getRun }

/** Of a page that has its runs in it. */
export function ownRuns(packed: readonly string[]): RunSource {
  const all = Promise.all(packed.map(unpackRun))
  return {
    list: async () =>
      (await all).map(({ id, runtime, scenario: { name, outcome }, verdict, startedAt }) => ({
        id,
        scenario: name,
        runtime,
        outcome,
        verdict,
        startedAt,
      })),
    async load(id) {
      const run = (await all).find((one) => one.id === id)
      if (run === undefined) throw new Error(words.peek().runs.missing(id))
      return run
    },
  }
}

/** Saved runs: show one, replay it, or lay another one beside it. */
export function Runs({ source }: { source: RunSource }) {
  const runs = useSignal<ListedRun[] | undefined>(undefined)
  const other = useSignal<Run | undefined>(undefined)
  const said = words.value.runs
  useEffect(() => {
    void attempt(async () => {
      runs.value = await source.list()
    })
  }, [live.value?.last?.id])
  const open = async (id: string, then: (run: Run) => void) => attempt(async () => then(await source.load(id)))
  return (
    <>
      {chosen.value !== undefined && other.value !== undefined && (
        <section>
          <h2>{said.beside}</h2>
          <div class="beside">
            <ComparedRun run={chosen.value} panel={100} />
            <ComparedRun run={other.value} panel={200} />
          </div>
          <button
            type="button"
            onClick={() => {
              other.value = undefined
            }}
          >
            {said.close}
          </button>
        </section>
      )}
      <section>
        <h2>{said.title}</h2>
        {runs.value?.length === 0 && <p>{said.none}</p>}
        {runs.value !== undefined && runs.value.length > 0 && (
          <>
            <p>{summaryOf(runs.value)}</p>
            <WideTable label={said.title} columns={said.columns}>
              {runs.value.map((run) =>
                'unreadable' in run ? (
                  <tr key={run.id}>
                    <td class="long" colSpan={4}>
                      {said.unreadable(run.id, run.unreadable)}
                    </td>
                  </tr>
                ) : (
                  <RunRow
                    key={run.id}
                    run={run}
                    open={open}
                    beside={(one) => {
                      pause()
                      other.value = one
                    }}
                  />
                ),
              )}
            </WideTable>
          </>
        )}
        {chosen.value !== undefined && source === serverRuns && (
          <button
            type="button"
            onClick={() => {
              showLab()
              view.value = 'stage'
            }}
          >
            {words.value.header.backToLab}
          </button>
        )}
      </section>
    </>
  )
}

type ReadableRun = Exclude<ListedRun, { unreadable: string }>

function summaryOf(runs: readonly ListedRun[]): string {
  const readable = runs.flatMap((run) => ('unreadable' in run ? [] : [declared(run)]))
  return summaryLine(readable, words.value.report)
}

const declared = ({ verdict, outcome }: ReadableRun): Declared => ({ verdict, scenario: { outcome } })

interface RunRowProps {
  run: ReadableRun
  /** Reads a run, then does that with it. */
  open(id: string, then: (run: Run) => void): Promise<void>
  beside(run: Run): void
}

function RunRow({ run, open, beside }: RunRowProps) {
  const { id, scenario, verdict, startedAt } = run
  const isShown = chosen.value?.id === id
  const said = words.value.runs
  return (
    <tr class={isShown ? 'now' : ''}>
      <th scope="row">{scenario}</th>
      <td>
        <span class={verdict}>{verdict.toUpperCase()}</span>
        {asExpected(declared(run), words.value.report)}
      </td>
      <td class="buttons">
        <button type="button" aria-label={said.showIt(id)} onClick={() => void open(id, showOnStage)}>
          {said.show}
        </button>
        <button
          type="button"
          aria-label={said.replayIt(id)}
          onClick={() =>
            void open(id, (opened) => {
              showOnStage(opened)
              startReplay()
            })
          }
        >
          {said.replay}
        </button>
        {chosen.value !== undefined && !isShown && (
          <button type="button" aria-label={said.layItBeside(id, chosen.value.id)} onClick={() => void open(id, beside)}>
            {said.layBeside}
          </button>
        )}
      </td>
      <td class="short">{dateText(startedAt)}</td>
    </tr>
  )
}

/** One of two runs; while the chosen one is replayed, both are, each from its own beginning. */
function ComparedRun({ run, panel }: { run: Run; panel: number }) {
  const own = replaySpan(run)
  const first = chosen.value === undefined ? undefined : replaySpan(chosen.value)
  const since = replay.value === undefined || first === undefined ? undefined : replay.value.at - first.from
  const at = since === undefined || own === undefined ? undefined : Math.min(own.to, own.from + since)
  const analysis = analyseRun(at === undefined ? run : recordAt(run, at))
  const text =
    at === undefined
      ? verdictText({ run, analysis }, words.value.report)
      : situationAt(analysis, at, undefined, words.value.situation).sentence
  return (
    <article>
      <h3>{run.id}</h3>
      <p>{text}</p>
      {picturesOf(analysis, words.value.report).map((picture, place) => (
        <Timeline key={picture.selector} picture={picture} panel={panel + place} sentence={text} grows={at !== undefined} />
      ))}
    </article>
  )
}
