import { useSignal } from '@preact/signals'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { isSettingLink } from '../../../explain/inputs/simulation-link.ts'
import type { Case } from '../../../explain/inputs/snapshot.ts'
import { Outages, Share, Toolbar } from './controls.tsx'
import { drawnReplicas, type TimeScale } from './drawn.ts'
import { Figures, SampleTables, Sentences, spokenText } from './results.tsx'
import { Axis, MergedRow, ReplicaRow } from './rows.tsx'
import { words } from '../words/words.ts'
import { makeState, type PlaygroundState } from './state.ts'

/* The simulator of the merge: what is dragged is merged at once, by the same model as in `simulate`. */

/** The setting stands in the address, so that the address can be sent to others. */
function keepInAddress(link: string): void {
  history.replaceState(history.state, '', `#${link}`)
}

/**
 * `link`: the setting to begin with, as behind `#` (`settingLink`); one in the page's address goes before it. `samples`: of a run, which can be
 * loaded. `keepLink`: told the link of each setting that stays; left out, it is put into the address.
 */
export function Playground({
  link = '',
  samples,
  keepLink = keepInAddress,
}: {
  link?: string | undefined
  samples?: Case | undefined
  keepLink?: (link: string) => void
}) {
  const state = useMemo(() => {
    const own = location.hash.slice(1)
    return makeState(isSettingLink(own) ? own : link, samples, keepLink)
  }, [link, samples])
  // Before the page is shown: a link that is followed at once would be missed.
  useLayoutEffect(() => {
    const follow = ({ newURL }: HashChangeEvent) => {
      // By now the address may be that of a setting that was changed meanwhile.
      const own = new URL(newURL).hash.slice(1)
      if (isSettingLink(own)) state.load(own)
    }
    addEventListener('hashchange', follow)
    return () => {
      removeEventListener('hashchange', follow)
      state.stop()
    }
  }, [state])
  const { results, error } = state.answer.value
  const said = words.value.playground
  return (
    <div class="pg">
      <h2>{state.isOfRun.value ? said.ofRun(samples?.series, samples?.run ?? '') : said.simulated}</h2>
      <Toolbar state={state} />
      {[...state.notes.value, ...(error === undefined ? [] : [error])].map((note) => (
        <p key={note} class="pg-note" role="alert">
          {note}
        </p>
      ))}
      <Figures results={results} />
      {results.length === 0 ? null : <Picture state={state} />}
      <p class="pg-legend pg-dim">
        <Key class="pg-returned" text={said.returned} />
        <Key class="pg-skipped" text={said.skipped} />
        <Key class="pg-marker" text={said.marker} />
        <span>
          <i class="pg-key-penalty" /> {said.penalty}
        </span>
        <span>
          <i class="pg-key-gap" /> {said.gap}
        </span>
        <span>
          <i class="pg-key-switch" /> {said.switch}
        </span>
        {results.length > 1 ? <span>{said.byPenalty}</span> : null}
      </p>
      <div class="pg-below">
        <Sentences results={results} />
        {state.isOfRun.value ? null : (
          <div>
            <Outages state={state} />
            <Share state={state} />
          </div>
        )}
      </div>
      <Table state={state} />
      <p class="pg-unseen" aria-live="polite">
        {spokenText(state.stable.value.results)}
      </p>
    </div>
  )
}

function Key({ class: name, text }: { class: string; text: string }) {
  const isCross = name === 'pg-marker'
  const isLow = name === 'pg-skipped'
  return (
    <span>
      <svg class="r0" viewBox="0 0 12 20" aria-hidden="true">
        <path class={name} d={isCross ? 'M1 5L11 15M11 5L1 15' : isLow ? 'M2 6h8v8h-8z' : 'M2 2h8v16h-8z'} />
      </svg>{' '}
      {text}
    </span>
  )
}

/** A row a replica, and what Query returns. */
function Picture({ state }: { state: PlaygroundState }) {
  const box = useRef<HTMLDivElement>(null)
  const size = useSignal({ width: 800, em: 16 })
  useLayoutEffect(() => {
    const track = box.current!.querySelector('.pg-axis .pg-notes')!
    const measure = () => {
      size.value = { width: track.clientWidth, em: Number.parseFloat(getComputedStyle(track).fontSize) }
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(track)
    return () => observer.disconnect()
  }, [])
  const { results } = state.answer.value
  const { explanation } = results[0]!
  const scale: TimeScale = { ...explanation.window, ...size.value }
  const drawn = drawnReplicas(explanation)
  return (
    <div class="pg-picture" ref={box}>
      {explanation.replicas.map(({ name }, number) => (
        <ReplicaRow key={name} state={state} scale={scale} number={number} explanation={explanation} drawn={drawn[number]!} />
      ))}
      {results.map((result) => (
        <MergedRow key={result.how.algorithm} state={state} scale={scale} result={result} />
      ))}
      <Axis state={state} scale={scale} />
    </div>
  )
}

function Table({ state }: { state: PlaygroundState }) {
  const isOpen = useSignal(false)
  return (
    <details
      onToggle={({ currentTarget }) => {
        isOpen.value = currentTarget.open
      }}
    >
      <summary>{words.value.playground.table}</summary>
      {isOpen.value ? <SampleTables state={state} /> : null}
    </details>
  )
}
