import { render } from 'preact'
import { follow } from './api.ts'
import { App } from './app.tsx'
import { readData, unpackRun } from './data.ts'
import { Join } from './room/join.tsx'
import { followRoom } from './room/room-state.ts'
import { RoomPage } from './room/room.tsx'
import { ownRuns, serverRuns } from './runs.tsx'
import { chosen, hasViews, view } from './state.ts'
import { language } from './words/words.ts'

/* The page begins here: it shows what it was given, and hides the still picture of it that is there without a script. */

async function begin(): Promise<void> {
  const data = readData()
  language.value = data.language ?? 'en'
  const app = document.getElementById('app')!
  if (data.mode === 'live') {
    follow()
    render(<App source={serverRuns} />, app)
  } else if (data.mode === 'runs') {
    const [only] = data.runs
    if (only !== undefined) chosen.value = await unpackRun(only)
    if (data.runs.length > 1) view.value = 'runs'
    render(<App source={ownRuns(data.runs)} />, app)
  } else if (data.mode === 'room') {
    followRoom()
    render(<RoomPage {...data} />, app)
  } else if (data.mode === 'join') {
    render(<Join language={data.language} />, app)
  } else {
    view.value = 'playground'
    hasViews.value = false
    render(<App source={ownRuns([])} link={data.link} />, app)
  }
  document.documentElement.classList.add('drawn')
}

void begin()
