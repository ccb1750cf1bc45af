import { together } from '../helpers/beside.ts'
import { files } from './groups.ts'

await together(files)
