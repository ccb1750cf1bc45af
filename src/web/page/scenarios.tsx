import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { formatDuration } from '../../lib/duration.ts'
import type { LiveScenario, LiveWork } from '../../model/live.ts'
import type { Outcome } from '../../model/scenario.ts'
import { attempt, healAll, startScenario, showLab, showRun, stop } from './actions.ts'
import { getScenarios } from './api.ts'
import { live, view } from './state.ts'
import { dateText } from './times.ts'
import { words } from './words/words.ts'

/** Open faults, the scenario that runs, and those that can be run. */
export function Scenarios() {
  const scenarios = useSignal<LiveScenario[]>([])
  useEffect(() => {
    void attempt(async () => {
      scenarios.value = await getScenarios()
    })
  }, [])
  const state = live.value
  const isBusy = state !== undefined && (state.run !== null || (state.work !== null && state.work.ended === undefined))
  const said = words.value.scenarios
  const canRun = state !== undefined && state.lab.state !== 'down' && !isBusy
  return (
    <>
      <Faults />
      <RunInProgress scenarios={scenarios.value} />
      <section>
        <h2>{said.title}</h2>
        <ul class="cards">
          {scenarios.value.map(({ name, title, teaches, outcome, missing }) => (
            <li key={name}>
              <h3>{title}</h3>
              <p>{teaches}</p>
              {outcome !== 'pass' && <p class="dim">{said.outcome(outcome)}</p>}
              {missing === undefined ? (
                <button
                  type="button"
                  disabled={!canRun}
                  onClick={() => {
                    showLab()
                    void startScenario(name)
                  }}
                >
                  {said.run(name)}
                </button>
              ) : (
                <p class="dim">{said.cannot(name, missing)}</p>
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
  const said = words.value.scenarios
  return (
    <section>
      <h2>{said.faults}</h2>
      {faults.length === 0 ? (
        <p>{said.noFault}</p>
      ) : (
        <>
          <ul>
            {faults.map(({ id, fault, target, since }) => (
              <li key={id}>{said.fault(fault, target, dateText(since))}</li>
            ))}
          </ul>
          <button type="button" onClick={() => void healAll()}>
            {said.heal}
          </button>
        </>
      )}
    </section>
  )
}

/** The scenario that runs, whoever began it. */
function RunInProgress({ scenarios }: { scenarios: readonly LiveScenario[] }) {
  const state = live.value
  if (state === undefined) return null
  const { run, work } = state
  const said = words.value.scenarios
  return (
    <>
      {run !== null && (
        <section>
          <h2>{run.scenario.title}</h2>
          <ol class="steps">
            {run.steps.map(({ step, ms }, place) => (
              <li key={place} class={ms === undefined ? 'now' : ''}>
                {step} <span class="dim">{ms === undefined ? said.now : said.took(formatDuration(Math.round(ms / 100) * 100 || 100))}</span>
              </li>
            ))}
          </ol>
          <button
            type="button"
            onClick={() => {
              view.value = 'stage'
            }}
          >
            {said.watch}
          </button>{' '}
          {work?.kind === 'scenario' && work.ended === undefined && (
            <button type="button" onClick={() => void stop()}>
              {said.stop}
            </button>
          )}
        </section>
      )}
      {work !== null && <OwnWork work={work} declared={scenarios.find(({ name }) => name === work.name)?.outcome} />}
    </>
  )
}

/** What a button of the page began, and how it ended. A verdict that is no pass is what some scenarios declare. */
function OwnWork({ work: { kind, name, steps, said: lines, ended }, declared }: { work: LiveWork; declared: Outcome | undefined }) {
  const said = words.value.scenarios
  const goesOn = ended === undefined
  return (
    <section>
      <h2>{kind === 'heal' ? said.healing(goesOn) : said.chaos(name ?? '', goesOn)}</h2>
      {ended?.verdict !== undefined && (
        <p class={`verdict ${ended.verdict}`} role="status">
          {ended.verdict.toUpperCase()}
        </p>
      )}
      {ended?.verdict !== undefined && ended.verdict !== 'pass' && ended.verdict === declared && <p>{said.outcome(declared)}</p>}
      {ended?.error !== undefined && (
        <>
          <p>{ended.error.message}</p>
          {ended.error.hint !== undefined && <p>→ {ended.error.hint}</p>}
        </>
      )}
      {ended?.run !== undefined && (
        <button type="button" onClick={() => void showRun(ended.run!)}>
          {said.show(ended.run)}
        </button>
      )}
      <details open={ended === undefined}>
        <summary>{said.said}</summary>
        <ul>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
          {steps
            .filter(({ ms }) => ms === undefined)
            .map(({ title, note }) => (
              <li key={title}>{note === undefined ? title : `${title}: ${note}`}</li>
            ))}
        </ul>
      </details>
    </section>
  )
}
