import { together } from '../helpers/beside.ts'
import { judging } from './groups.ts'

await together(judging)
