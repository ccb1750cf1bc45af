import { render } from 'preact'
import { readData } from './data.ts'
import { Playground } from './playground/playground.tsx'

const data = readData()

document.getElementById('static')!.remove()
render(
  data.mode === 'playground' ? (
    <main>
      <Playground link={data.link} samples={data.samples} />
    </main>
  ) : (
    <p>{data.mode}</p>
  ),
  document.getElementById('app')!,
)
