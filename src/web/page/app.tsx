import { useSignalEffect } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { refusedWith, showLab } from './actions.ts'
import { keysHelp, listenForKeys } from './keys.ts'
import { isOnProjector, LessonView } from './lesson/lesson.tsx'
import { lessonText } from './lesson/lesson-words.ts'
import { PlaygroundView } from './playground-view.tsx'
import { PredictionView } from './prediction.tsx'
import { ReplayBar } from './replay-bar.tsx'
import { Runs, type RunSource, serverRuns } from './runs.tsx'
import { Scenarios } from './scenarios.tsx'
import { Stage } from './stage.tsx'
import { chosen, connection, hasViews, isHelpOpen, isLarge, moment, topLine, view, VIEWS } from './state.ts'
import { bothClocks } from './times.ts'
import { LANGUAGE_NAMES, language, otherLanguage, switchLanguage, words } from './words/words.ts'
import { WhyView } from './why.tsx'

export interface AppProps {
  /** Where saved runs come from. A page that has them in itself has no lab to act on. */
  source: RunSource
  /** The setting that the playground begins with. */
  link?: string | undefined
}

export function App({ source, link }: AppProps) {
  useEffect(listenForKeys, [])
  useSignalEffect(() => {
    document.documentElement.classList.toggle('large', isLarge.value)
  })
  useSignalEffect(() => {
    document.documentElement.lang = language.value
    if (!hasViews.value) document.title = words.value.title
  })
  const { title, header } = words.value
  const hasLab = source === serverRuns
  const views = VIEWS.filter((name) => hasViews.value && ((name !== 'scenarios' && name !== 'lesson') || hasLab))
  return (
    <>
      <header>
        {view.value === 'lesson' && isOnProjector() ? null : !hasViews.value ? <h1>{title}</h1> : <TopLine hasLab={hasLab} />}
        <nav aria-label={header.views}>
          {views.map((name) => (
            <button
              key={name}
              type="button"
              aria-current={view.value === name ? 'page' : undefined}
              onClick={() => {
                view.value = name
              }}
            >
              <kbd>{VIEWS.indexOf(name) + 1}</kbd> {name === 'lesson' ? lessonText.value.name : header.names[name]}
            </button>
          ))}
          <Toggle isOn={isLarge.value} turn={() => (isLarge.value = !isLarge.value)}>
            <kbd>L</kbd> {header.large}
          </Toggle>
          <Toggle isOn={isHelpOpen.value} turn={() => (isHelpOpen.value = !isHelpOpen.value)}>
            <kbd>?</kbd> {header.help}
          </Toggle>
          <button type="button" lang={otherLanguage.value} onClick={switchLanguage}>
            <kbd>Z</kbd> {LANGUAGE_NAMES[otherLanguage.value]}
          </button>
        </nav>
        {chosen.value !== undefined && view.value !== 'playground' && view.value !== 'lesson' && <ReplayBar />}
      </header>
      <main>
        {isHelpOpen.value && <Help hasLab={hasLab} />}
        {refusedWith.value !== undefined && <p role="alert">{refusedWith.value}</p>}
        {view.value === 'stage' && <Stage />}
        {view.value === 'why' && <WhyView />}
        {view.value === 'prediction' && <PredictionView />}
        {view.value === 'scenarios' && <Scenarios />}
        {view.value === 'runs' && <Runs source={source} />}
        {view.value === 'playground' && <PlaygroundView link={link} />}
        {view.value === 'lesson' && <LessonView />}
      </main>
    </>
  )
}

function Toggle({ isOn, turn, children }: { isOn: boolean; turn: () => void; children: ComponentChildren }) {
  return (
    <button type="button" aria-pressed={isOn} onClick={turn}>
      {children}
    </button>
  )
}

/** What is going on, in a sentence; a screen reader is told each time that it changes. */
function TopLine({ hasLab }: { hasLab: boolean }) {
  const { text, verdict, subject } = topLine.value
  const { header } = words.value
  return (
    <div class="top">
      <p class="of">
        <strong>thanos-lab</strong> <span>{subject}</span> <span class="dim">{moment.value > 0 ? bothClocks(moment.value) : ''}</span>
        {connection.value === 'lost' && <strong class="lost"> {header.lost}</strong>}
        {hasLab && chosen.value !== undefined && (
          <button type="button" onClick={showLab}>
            {header.backToLab}
          </button>
        )}
      </p>
      <h1>
        {verdict !== undefined && <span class={`verdict ${verdict}`}>{verdict.toUpperCase()}</span>}
        {verdict === undefined ? text : text.slice(verdict.length)}
      </h1>
      <Announcement text={text} />
    </div>
  )
}

/** What a screen reader is told: a line for each event, not for each second. */
function Announcement({ text }: { text: string }) {
  const last = useRef('')
  // A figure that grows is no event.
  const event = text.replaceAll(/\d+(\.\d+)? s/g, '')
  if (last.current.replaceAll(/\d+(\.\d+)? s/g, '') !== event) last.current = text
  return (
    <p class="unseen" aria-live="polite">
      {last.current}
    </p>
  )
}

function Help({ hasLab }: { hasLab: boolean }) {
  const keys = [...keysHelp(words.value.keys), ...(hasLab ? lessonText.value.keys : [])]
  return (
    <section class="help" aria-label={words.value.keys.title}>
      <h2>{words.value.keys.title}</h2>
      <dl>
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
