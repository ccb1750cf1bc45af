import { render } from 'preact'
import { readData } from './data.ts'

const data = readData()

render(<p>{data.mode}</p>, document.getElementById('app')!)
