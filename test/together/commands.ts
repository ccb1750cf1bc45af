import { together } from '../helpers/beside.ts'
import { commands } from './groups.ts'

await together(commands)
