import { render } from 'preact'
import { readData } from './data.ts'
import { Playground } from './playground/playground.tsx'

const data = readData()

document.getElementById('static')!.remove()
render(
  data.mode === 'playground' ? (
    <main>
      <Playground link={data.link} />
    </main>
  ) : (
    <p>{data.mode}</p>
  ),
  document.getElementById('app')!,
)
