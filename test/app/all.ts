import { allBeside } from '../helpers/beside.ts'

// Those of `audit/` start a server, or a Thanos, for all of a file.
await allBeside(import.meta.url, { below: false })
