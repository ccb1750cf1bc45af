import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { reason } from '../../lib/errors.ts'
import type { Run } from '../../model/run.ts'
import { recordAt, replaySpan } from '../../report/replay.ts'
import { situationAt } from '../../report/situation.ts'
import { picturesOf } from '../../report/timeline/picture.ts'
import { runTitle, why } from '../../report/verdict-text.ts'
import { analyseRun } from '../../verdict/analysis.ts'
import { show, showLab } from './actions.ts'
import { getRun, getRuns, type ListedRun } from './api.ts'
import { unpackRun } from './data.ts'
import { pause, startReplay } from './replay-bar.tsx'
import { chosen, replay, view } from './state.ts'
import { Timeline } from './timeline.tsx'
import { dateText } from './times.ts'

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
    list: async () => (await all).map(({ id, scenario, verdict, startedAt }) => ({ id, scenario: scenario.name, verdict, startedAt })),
    async load(id) {
      const run = (await all).find((one) => one.id === id)
      if (run === undefined) throw new Error(`This page has no run ${id}.`)
      return run
    },
  }
}

/** Saved runs: show one, replay it, or lay another one beside it. */
export function Runs({ source }: { source: RunSource }) {
  const runs = useSignal<ListedRun[]>([])
  const error = useSignal<string | undefined>(undefined)
  const other = useSignal<Run | undefined>(undefined)
  useEffect(() => {
    source.list().then(
      (all) => {
        runs.value = all
      },
      (thrown: unknown) => {
        error.value = reason(thrown)
      },
    )
  }, [chosen.value])
  const load = (id: string, then: (run: Run) => void) => {
    error.value = undefined
    source.load(id).then(then, (thrown: unknown) => {
      error.value = reason(thrown)
    })
  }
  return (
    <>
      {chosen.value !== undefined && other.value !== undefined && (
        <section>
          <h2>Side by side</h2>
          <div class="beside">
            <Beside run={chosen.value} panel={100} />
            <Beside run={other.value} panel={200} />
          </div>
          <button
            type="button"
            onClick={() => {
              other.value = undefined
            }}
          >
            Close
          </button>
        </section>
      )}
      <section>
        <h2>Saved runs</h2>
        {error.value !== undefined && <p>{error.value}</p>}
        {runs.value.length === 0 && <p>No run is kept yet.</p>}
        <div class="wide" tabIndex={0} role="group" aria-label="Table">
          <table>
            <thead>
              <tr>
                <th scope="col">run</th>
                <th scope="col">verdict</th>
                <th scope="col">started</th>
                <th scope="col">show</th>
              </tr>
            </thead>
            <tbody>
              {runs.value.map(({ id, scenario, verdict, startedAt }) => (
                <tr key={id} class={chosen.value?.id === id ? 'now' : ''}>
                  <th scope="row">{scenario}</th>
                  <td class={`verdict ${verdict}`}>{verdict.toUpperCase()}</td>
                  <td>{dateText(startedAt)}</td>
                  <td class="buttons">
                    <button
                      type="button"
                      aria-label={`Show ${id}`}
                      onClick={() =>
                        load(id, (run) => {
                          show(run)
                          view.value = 'stage'
                        })
                      }
                    >
                      Show
                    </button>
                    <button
                      type="button"
                      aria-label={`Replay ${id}`}
                      onClick={() =>
                        load(id, (run) => {
                          show(run)
                          view.value = 'stage'
                          startReplay()
                        })
                      }
                    >
                      Replay
                    </button>
                    {chosen.value !== undefined && chosen.value.id !== id && (
                      <button
                        type="button"
                        aria-label={`Lay ${id} beside ${chosen.value.id}`}
                        onClick={() =>
                          load(id, (run) => {
                            pause()
                            other.value = run
                          })
                        }
                      >
                        Beside
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {chosen.value !== undefined && source === serverRuns && (
          <button
            type="button"
            onClick={() => {
              showLab()
              view.value = 'stage'
            }}
          >
            Back to the lab
          </button>
        )}
      </section>
    </>
  )
}

/** One of two runs; while the chosen one is replayed, both are, each from its own beginning. */
function Beside({ run, panel }: { run: Run; panel: number }) {
  const own = replaySpan(run)
  const first = chosen.value === undefined ? undefined : replaySpan(chosen.value)
  const since = replay.value === undefined || first === undefined ? undefined : replay.value.at - first.from
  const at = since === undefined || own === undefined ? undefined : Math.min(own.to, own.from + since)
  const analysis = analyseRun(at === undefined ? run : recordAt(run, at))
  const text = at === undefined ? `${runTitle(run)}. ${why({ run, analysis })}` : situationAt(analysis, at).sentence
  return (
    <article>
      <h3>{run.id}</h3>
      <p>{text}</p>
      {picturesOf(analysis).map((picture, place) => (
        <Timeline key={picture.selector} picture={picture} panel={panel + place} sentence={text} grows={at !== undefined} />
      ))}
    </article>
  )
}
