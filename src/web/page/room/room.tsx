import { useSignalEffect } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Language } from '../../../model/language.ts'
import { connection, isLarge } from '../state.ts'
import { Questions } from './questions.tsx'
import { hidesNames, showsJoin, shownRoom } from './room-state.ts'
import { ROOM_WORDS } from './room-words.ts'
import { Tiles } from './tiles.tsx'

export interface RoomPageProps {
  language: Language
  join: string
  squares: string[]
}

/** The teacher's page: the learners of a room, and what they predict. */
export function RoomPage({ language, join, squares }: RoomPageProps) {
  const words = ROOM_WORDS[language]
  useEffect(() => {
    document.documentElement.lang = language
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [language])
  useSignalEffect(() => {
    document.documentElement.classList.toggle('large', isLarge.value)
  })
  const state = shownRoom.value
  const learners = Object.values(state?.learners ?? {})
  const helped = learners.filter(({ help }) => help !== undefined).length
  return (
    <>
      <header class="room-head">
        <h1>
          {words.learners(learners.length)} · <span class={helped > 0 ? 'lost' : ''}>{words.needHelp(helped)}</span>
        </h1>
        {connection.value === 'lost' && <p class="lost">{words.lost}</p>}
        <p class="unseen" aria-live="polite">
          {words.learners(learners.length)}, {words.needHelp(helped)}
        </p>
        <nav aria-label="thanos-lab class">
          <Toggle isOn={isLarge.value} turn={() => (isLarge.value = !isLarge.value)}>
            <kbd>L</kbd> {words.large}
          </Toggle>
          <Toggle isOn={hidesNames.value} turn={() => (hidesNames.value = !hidesNames.value)}>
            <kbd>N</kbd> {words.hideNames}
          </Toggle>
          <Toggle isOn={showsJoin.value} turn={() => (showsJoin.value = !showsJoin.value)}>
            <kbd>J</kbd> {words.joinLink}
          </Toggle>
        </nav>
      </header>
      <main class="room">
        {showsJoin.value && (
          <section class="join" aria-label={words.joinLink}>
            <div>
              <p>{words.joinWith}</p>
              <p>
                <code>thanos-lab class join '{join}' --as NAME</code>
              </p>
              <p>{words.orScan}</p>
            </div>
            <Squares rows={squares} label={words.joinLink} />
          </section>
        )}
        <Questions questions={Object.values(state?.questions ?? {})} learners={learners.length} words={words} />
        <Tiles learners={learners} words={words} />
      </main>
    </>
  )
}

function onKey({ key, ctrlKey, altKey, metaKey }: KeyboardEvent): void {
  if (ctrlKey || altKey || metaKey) return
  const toggled = { l: isLarge, n: hidesNames, j: showsJoin }[key.toLowerCase()]
  if (toggled !== undefined) toggled.value = !toggled.value
}

function Toggle({ isOn, turn, children }: { isOn: boolean; turn: () => void; children: ComponentChildren }) {
  return (
    <button type="button" aria-pressed={isOn} onClick={turn}>
      {children}
    </button>
  )
}

/** A QR code: dark on light also where the page is dark, as not every reader takes one that is turned over. */
function Squares({ rows, label }: { rows: readonly string[]; label: string }) {
  const size = rows.length + 8
  const path = rows.flatMap((row, y) => Array.from(row).flatMap((dark, x) => (dark === '1' ? `M${x + 4} ${y + 4}h1v1h-1z` : []))).join('')
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
