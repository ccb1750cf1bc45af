import { useSignal } from '@preact/signals'
import { commandLineOf, settingLink, MOST_REPLICAS, type Setting } from '../../../explain/inputs/simulation-link.ts'
import { copied } from '../clipboard.ts'
import { RadioChoice, DurationField } from './fields.tsx'
import { words } from '../words/words.ts'
import type { PlaygroundState } from './state.ts'

/** Settings to begin with; their names stand in the catalogue, in this order. */
const EXAMPLES: readonly string[] = [
  'i=1s,1s&o=100ms,400ms&out=0:20s-30s&len=1m',
  'i=1s,1s&o=100ms,400ms&out=1:20s-30s&len=1m',
  'i=1s,1s&o=100ms,400ms&out=0:20s-30s:fails&len=1m',
  'i=1s,1s&o=100ms,400ms&out=0:20s-21s&len=1m',
  'i=1s,1s&o=100ms,400ms&out=0:15s-25s,1:35s-45s&len=1m',
  'i=1s,1s&o=100ms,400ms&out=0:20s-30s,1:25s-35s&len=1m',
  'i=1s,1s&o=100ms,400ms&out=0:10s-11s:fails,0:13s-14s:fails,0:16s-17s:fails,0:19s-20s:fails,0:22s-23s:fails&len=40s',
  'i=15s,1m&o=1s,40s&out=0:4m-6m&len=15m',
  'i=15s,15s,15s&o=1s,6s,11s&out=0:2m-4m,1:6m-7m&len=10m',
]

/** What is set for all replicas. */
export function Toolbar({ state }: { state: PlaygroundState }) {
  const { setting, isOfRun, samples } = state
  const { intervalsMs, lengthMs, algorithm, isCounter } = setting.value
  const said = words.value.playground
  return (
    <div class="pg-toolbar">
      <RadioChoice<Setting['algorithm']>
        legend={said.mergeBy}
        value={algorithm}
        options={[
          ['penalty', 'penalty'],
          ['chain', 'chain'],
          ['both', said.both],
        ]}
        choose={(one) => void state.edit({ algorithm: one })}
      />
      <label class="pg-field">
        <input type="checkbox" checked={isCounter} onChange={() => void state.edit({ isCounter: !isCounter })} /> {said.counter}
      </label>
      {isOfRun.value ? null : (
        <>
          <span class="pg-field" role="group" aria-label={said.replicas}>
            <button
              type="button"
              aria-label={said.removeLast}
              disabled={intervalsMs.length === 1}
              onClick={() => void state.removeReplica(intervalsMs.length - 1)}
            >
              −
            </button>
            <output>{said.count(intervalsMs.length)}</output>
            <button
              type="button"
              aria-label={said.add}
              disabled={intervalsMs.length >= MOST_REPLICAS}
              onClick={() => void state.addReplica()}
            >
              +
            </button>
          </span>
          <DurationField
            label={said.length}
            name={said.lengthName}
            value={lengthMs}
            least={1}
            change={(ms) => state.edit({ lengthMs: ms })}
          />
          <Examples state={state} />
          <button type="button" onClick={state.reset}>
            {said.again}
          </button>
        </>
      )}
      {samples === undefined ? null : (
        <button
          type="button"
          onClick={() => {
            isOfRun.value = !isOfRun.value
          }}
        >
          {isOfRun.value ? said.simulatedAgain : said.load}
        </button>
      )}
    </div>
  )
}

function Examples({ state }: { state: PlaygroundState }) {
  const said = words.value.playground
  return (
    <select
      aria-label={said.examples}
      value=""
      onChange={({ currentTarget }) => {
        const { algorithm, isCounter } = state.setting.peek()
        const link = EXAMPLES[Number(currentTarget.value)]
        if (link !== undefined) state.load(`${link}&alg=${algorithm}${isCounter ? '&counter=yes' : ''}`)
        currentTarget.value = ''
      }}
    >
      <option value="">{said.examples}…</option>
      {said.exampleNames.map((name, index) => (
        <option key={name} value={index}>
          {name}
        </option>
      ))}
    </select>
  )
}

/** Every outage with its exact times. */
export function Outages({ state }: { state: PlaygroundState }) {
  const { outages } = state.setting.value
  const said = words.value.playground
  return (
    <section class="pg-outages">
      <h3>{said.outages}</h3>
      {outages.length === 0 ? <p class="pg-dim">{said.noOutage}</p> : null}
      <ul>
        {outages.map(({ replica, from, to, kind }, place) => {
          return (
            <li key={place} class={`r${replica}`}>
              <span class="pg-badge">{replica}</span>
              <DurationField
                label={said.from}
                name={said.beginOf(place + 1, replica)}
                value={from}
                change={(ms) => ms < to && state.setOutage(place, { from: ms })}
              />
              <DurationField
                label={said.to}
                name={said.endOf(place + 1, replica)}
                value={to}
                change={(ms) => ms > from && state.setOutage(place, { to: ms })}
              />
              <select
                aria-label={said.kindOf(place + 1, replica)}
                value={kind}
                onChange={({ currentTarget }) => void state.setOutage(place, { kind: currentTarget.value === 'fails' ? 'fails' : 'dies' })}
              >
                <option value="dies">{said.dies}</option>
                <option value="fails">{said.fails}</option>
              </select>
              <button type="button" aria-label={said.removeOutage(place + 1, replica)} onClick={() => void state.removeOutage(place)}>
                ×
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** The setting as a command, and as a link. */
export function Share({ state }: { state: PlaygroundState }) {
  const command = commandLineOf(state.setting.value)
  const outcome = useSignal('')
  const said = words.value.playground
  const copy = async (text: string, what: string) => {
    outcome.value = (await copied(text)) ? said.copied(what) : said.notCopied(what, text)
  }
  const linkTo = () => `${location.href.replace(/#.*$/s, '')}#${settingLink(state.setting.peek())}`
  return (
    <section class="pg-share">
      <h3>{said.command}</h3>
      <code tabIndex={0} aria-label={said.theCommand}>
        {command}
      </code>
      <span class="pg-buttons">
        <button type="button" onClick={() => void copy(command, said.theCommand)}>
          {said.copyCommand}
        </button>
        <button type="button" onClick={() => void copy(linkTo(), said.theLink)}>
          {said.copyLink}
        </button>
      </span>
      <p role="status">{outcome.value}</p>
    </section>
  )
}
