import { allBeside } from '../../helpers/beside.ts'

await allBeside(import.meta.url)
