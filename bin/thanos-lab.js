#!/usr/bin/env node
import { main } from '../dist/cli/main.js'

process.exitCode = await main(process.argv.slice(2))
// What still hangs a second later (a proxy that never answers, say) does not keep a command from ending.
setTimeout(() => process.exit(), 1000).unref()
