import { useSignal } from '@preact/signals'
import { commandLineOf, settingLink, MOST_REPLICAS, type Setting } from '../../../explain/inputs/simulation-link.ts'
import { count } from '../../../lib/format.ts'
import { RadioChoice, DurationField } from './fields.tsx'
import type { PlaygroundState } from './state.ts'

/** Settings to begin with. */
const EXAMPLES: readonly (readonly [name: string, link: string])[] = [
  ['One replica is down', 'i=1s,1s&o=100ms,400ms&out=0:20s-30s&len=1m'],
  ['The other replica is down', 'i=1s,1s&o=100ms,400ms&out=1:20s-30s&len=1m'],
  ['Scrapes fail', 'i=1s,1s&o=100ms,400ms&out=0:20s-30s:fails&len=1m'],
  ['One scrape is missed', 'i=1s,1s&o=100ms,400ms&out=0:20s-21s&len=1m'],
  ['Both are down, one after the other', 'i=1s,1s&o=100ms,400ms&out=0:15s-25s,1:35s-45s&len=1m'],
  ['Both are down at once', 'i=1s,1s&o=100ms,400ms&out=0:20s-30s,1:25s-35s&len=1m'],
  [
    'A target that flaps',
    'i=1s,1s&o=100ms,400ms&out=0:10s-11s:fails,0:13s-14s:fails,0:16s-17s:fails,0:19s-20s:fails,0:22s-23s:fails&len=40s',
  ],
  ['Every 15 s, and every minute', 'i=15s,1m&o=1s,40s&out=0:4m-6m&len=15m'],
  ['Three replicas', 'i=15s,15s,15s&o=1s,6s,11s&out=0:2m-4m,1:6m-7m&len=10m'],
]

/** What is set for all replicas. */
export function Toolbar({ state }: { state: PlaygroundState }) {
  const { setting, isOfRun, samples } = state
  const { intervalsMs, lengthMs, algorithm, isCounter } = setting.value
  return (
    <div class="pg-toolbar">
      <RadioChoice<Setting['algorithm']>
        legend="Merge by"
        value={algorithm}
        options={[
          ['penalty', 'penalty'],
          ['chain', 'chain'],
          ['both', 'both'],
        ]}
        choose={(one) => void state.edit({ algorithm: one })}
      />
      <label class="pg-field">
        <input type="checkbox" checked={isCounter} onChange={() => void state.edit({ isCounter: !isCounter })} /> as under rate()
      </label>
      {isOfRun.value ? null : (
        <>
          <span class="pg-field" role="group" aria-label="Replicas">
            <button
              type="button"
              aria-label="Remove the last replica"
              disabled={intervalsMs.length === 1}
              onClick={() => void state.removeReplica(intervalsMs.length - 1)}
            >
              −
            </button>
            <output>{count(intervalsMs.length, 'replica')}</output>
            <button
              type="button"
              aria-label="Add a replica"
              disabled={intervalsMs.length >= MOST_REPLICAS}
              onClick={() => void state.addReplica()}
            >
              +
            </button>
          </span>
          <DurationField label="length" name="Length" value={lengthMs} least={1} change={(ms) => state.edit({ lengthMs: ms })} />
          <Examples state={state} />
          <button type="button" onClick={state.reset}>
            Start again
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
          {isOfRun.value ? 'Back to simulated replicas' : "Load this run's samples"}
        </button>
      )}
    </div>
  )
}

function Examples({ state }: { state: PlaygroundState }) {
  return (
    <select
      aria-label="Examples"
      value=""
      onChange={({ currentTarget }) => {
        const { algorithm, isCounter } = state.setting.peek()
        const link = EXAMPLES[Number(currentTarget.value)]?.[1]
        if (link !== undefined) state.load(`${link}&alg=${algorithm}${isCounter ? '&counter=yes' : ''}`)
        currentTarget.value = ''
      }}
    >
      <option value="">Examples…</option>
      {EXAMPLES.map(([name], index) => (
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
  return (
    <section class="pg-outages">
      <h3>Outages</h3>
      {outages.length === 0 ? <p class="pg-dim">None. Drag over a replica's row to make one, or double-click it.</p> : null}
      <ul>
        {outages.map(({ replica, from, to, kind }, place) => {
          const name = `of outage ${place + 1}, of replica-${replica}`
          return (
            <li key={place} class={`r${replica}`}>
              <span class="pg-badge">{replica}</span>
              <DurationField
                label="from"
                name={`Begin ${name}`}
                value={from}
                change={(ms) => ms < to && state.setOutage(place, { from: ms })}
              />
              <DurationField label="to" name={`End ${name}`} value={to} change={(ms) => ms > from && state.setOutage(place, { to: ms })} />
              <select
                aria-label={`Kind ${name}`}
                value={kind}
                onChange={({ currentTarget }) => void state.setOutage(place, { kind: currentTarget.value === 'fails' ? 'fails' : 'dies' })}
              >
                <option value="dies">the replica is down</option>
                <option value="fails">its scrapes fail</option>
              </select>
              <button
                type="button"
                aria-label={`Remove outage ${place + 1}, of replica-${replica}`}
                onClick={() => void state.removeOutage(place)}
              >
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
  const said = useSignal('')
  const copy = async (text: string, what: string) => {
    said.value = (await copied(text)) ? `${what} is copied.` : `The browser does not let this page copy. ${what}: ${text}`
  }
  const linkTo = () => `${location.href.replace(/#.*$/s, '')}#${settingLink(state.setting.peek())}`
  return (
    <section class="pg-share">
      <h3>The same on the command line</h3>
      <code tabIndex={0} aria-label="The command">
        {command}
      </code>
      <span class="pg-buttons">
        <button type="button" onClick={() => void copy(command, 'The command')}>
          Copy the command
        </button>
        <button type="button" onClick={() => void copy(linkTo(), 'The link')}>
          Copy a link to this setting
        </button>
      </span>
      <p role="status">{said.value}</p>
    </section>
  )
}

/** Whether the clipboard took it: a page from another machine without TLS may not write to it. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
