import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { formatDuration } from '../../lib/duration.ts'
import { reason } from '../../lib/errors.ts'
import type { LiveScenario, LiveWork } from '../../model/live.ts'
import { healAll, startScenario, showLab, showRun, stop } from './actions.ts'
import { getScenarios } from './api.ts'
import { live, view } from './state.ts'
import { dateText } from './times.ts'

/** Open faults, the scenario that runs, and those that can be run. */
export function Scenarios() {
  const scenarios = useSignal<LiveScenario[]>([])
  const error = useSignal<string | undefined>(undefined)
  useEffect(() => {
    getScenarios().then(
      (all) => {
        scenarios.value = all
      },
      (thrown: unknown) => {
        error.value = reason(thrown)
      },
    )
  }, [])
  const state = live.value
  const isBusy = state === undefined || state.run !== null || (state.work !== null && state.work.ended === undefined)
  return (
    <>
      <Faults />
      <Work />
      <section>
        <h2>Scenarios</h2>
        {error.value !== undefined && <p>{error.value}</p>}
        <ul class="cards">
          {scenarios.value.map(({ name, title, teaches, outcome, missing }) => (
            <li key={name}>
              <h3>{title}</h3>
              <p>{teaches}</p>
              {outcome !== 'pass' && <p class="dim">Its declared outcome is {outcome}: that is what it teaches.</p>}
              {missing === undefined ? (
                <button
                  type="button"
                  disabled={isBusy}
                  onClick={() => {
                    showLab()
                    void startScenario(name)
                  }}
                >
                  Run {name}
                </button>
              ) : (
                <p class="dim">
                  {name} cannot run on this lab: {missing}
                </p>
              )}
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}

function Faults() {
  const faults = live.value?.lab.faults ?? []
  return (
    <section>
      <h2>Open faults</h2>
      {faults.length === 0 ? (
        <p>No fault is open.</p>
      ) : (
        <>
          <ul>
            {faults.map(({ id, fault, target, since }) => (
              <li key={id}>
                {fault} of {target}, since {dateText(since)}
              </li>
            ))}
          </ul>
          <button type="button" onClick={() => void healAll()}>
            Heal all of them (H)
          </button>
        </>
      )}
    </section>
  )
}

/** The scenario that runs, whoever began it, and what this page began. */
function Work() {
  const state = live.value
  if (state === undefined) return null
  const { run, work } = state
  return (
    <>
      {run !== null && (
        <section>
          <h2>{run.scenario.title}</h2>
          <ol class="steps">
            {run.steps.map(({ step, ms }, place) => (
              <li key={place} class={ms === undefined ? 'now' : ''}>
                {step} <span class="dim">{ms === undefined ? 'now' : formatDuration(Math.round(ms / 100) * 100 || 100)}</span>
              </li>
            ))}
          </ol>
          <button
            type="button"
            onClick={() => {
              view.value = 'stage'
            }}
          >
            Watch it on the stage (1)
          </button>{' '}
          {work?.kind === 'scenario' && work.ended === undefined && (
            <button type="button" onClick={() => void stop()}>
              Stop it, and heal
            </button>
          )}
        </section>
      )}
      {work !== null && <Begun work={work} />}
    </>
  )
}

function Begun({ work: { kind, name, steps, said, ended } }: { work: LiveWork }) {
  return (
    <section>
      <h2>
        {kind === 'heal' ? 'Healing' : `chaos ${name}`} {ended === undefined ? 'goes on' : 'has ended'}
      </h2>
      {ended?.verdict !== undefined && (
        <p class={`verdict ${ended.verdict}`} role="status">
          {ended.verdict.toUpperCase()}
        </p>
      )}
      {ended?.error !== undefined && (
        <p>
          {ended.error.message} {ended.error.hint !== undefined && <code>{ended.error.hint}</code>}
        </p>
      )}
      {ended?.run !== undefined && (
        <button type="button" onClick={() => void showRun(ended.run!)}>
          Show the run {ended.run}
        </button>
      )}
      <details open={ended === undefined}>
        <summary>What it said</summary>
        <ul>
          {said.map((line) => (
            <li key={line}>{line}</li>
          ))}
          {steps
            .filter(({ ms }) => ms === undefined)
            .map(({ title, note }) => (
              <li key={title}>
                {title} {note}
              </li>
            ))}
        </ul>
      </details>
    </section>
  )
}
