import { chosen, pictures, replay, situation, topLine } from './state.ts'
import { Timeline } from './timeline.tsx'
import { words } from './words/words.ts'

/** The timelines of what is shown, one for each selector. */
export function Timelines() {
  if (pictures.value.length === 0) return <p class="dim">{words.value.timeline.noSample}</p>
  const grows = chosen.value === undefined || replay.value !== undefined
  return (
    <>
      {pictures.value.map((picture, panel) => (
        <Timeline
          key={picture.selector}
          picture={picture}
          panel={panel}
          grows={grows}
          sentence={situation.value?.sentence ?? topLine.value.text}
        />
      ))}
    </>
  )
}
