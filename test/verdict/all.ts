import { allBeside } from '../helpers/all.ts'

await allBeside(import.meta.url)
