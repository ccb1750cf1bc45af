import { binaries, type BinaryName } from '../../binaries/binaries.ts'
import { inspectBinary } from '../../binaries/find.ts'
import type { Searched } from '../../binaries/search.ts'
import type { Found, Machine, MachineCheck } from '../check.ts'
import { notWritable } from '../docker.ts'
import { goFix } from '../programs.ts'
import { type Remedy, waysTo } from '../runtimes.ts'
import { CACHE_FIX } from './folders.ts'

/** One of the programs: where it is, or how it would come. Nothing is fetched or built. */
export function binaryCheck(name: BinaryName, title: string): MachineCheck {
  return {
    id: name,
    title,
    byHand: `${name} ${binaries[name].versionArgs.join(' ')}`,
    async look(machine) {
      const searched = await inspectBinary(name)
      return searched.found === undefined ? notHere(name, searched, machine) : here(searched)
    },
  }
}

const PLACES: Record<string, string> = { folder: 'the folder named', path: 'PATH', cache: "the lab's cache" }

function here({ found, skipped }: Searched): Found {
  const { version, path, from } = found!
  return { status: 'ok', detail: `${version}, from ${PLACES[from] ?? from}: ${path}${wrong(skipped)}` }
}

function wrong(skipped: Searched['skipped']): string {
  const reasons = skipped.filter((one) => one.wrong).map(({ reason }) => reason)
  return reasons.length === 0 ? '' : ` (skipped: ${reasons.join('; ')})`
}

async function notHere(name: BinaryName, { skipped }: Searched, machine: Machine): Promise<Found> {
  const ways = await waysTo(name, machine)
  const open = ways.find(({ why }) => why === undefined)
  const said = `not here yet${wrong(skipped)}`
  if (open !== undefined) return { status: 'warn', detail: `${said}: thanos-lab up ${open.does}`, fix: 'thanos-lab up' }
  return { status: 'missing', detail: `${said}, and it cannot come: ${ways.map(sayWhy).join('; ')}`, fix: await fixFor(machine) }
}

function sayWhy({ step, why }: Remedy): string {
  return `${step}: ${why}`
}

/** A build needs the least of others: a cache that can be written to, and Go. */
async function fixFor({ folders, go, platform }: Machine): Promise<string> {
  return (await notWritable(folders.cache)) === undefined ? goFix(await go(), platform) : CACHE_FIX
}
