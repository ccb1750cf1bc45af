import { basename, join } from 'node:path'
import { exec } from '../exec.ts'
import { fetchFile, fetchText, megabytes } from './download.ts'
import { type EngineName, engines, thisPlatform } from './engines.ts'
import { diskFull, lastWords, type Making, seldom } from './making.ts'
import { PassedOver } from './passed-over.ts'
import { sumIn } from './sums.ts'

/** For the sums file and the beginning of the archive together: a machine that refuses them builds within 5 s. */
const ANSWER_MS = 4000

/** The release's URL for this machine. `THANOS_LAB_RELEASES` names a mirror: the same paths below another address. */
export function releaseUrl(path: string): string {
  return (process.env['THANOS_LAB_RELEASES'] || 'https://github.com').replace(/\/+$/, '') + path
}

/**
 * Downloads the project's own release, checks its sha256 against the project's sums file, and unpacks the program into
 * `folder`. Returns the program's path; throws PassedOver where the release cannot be had or is not what the sums say.
 */
export async function fetchRelease(name: EngineName, folder: string, { note, signal }: Making): Promise<string> {
  const { file, sums, member } = engines[name].release(thisPlatform())
  const answerBy = Date.now() + ANSWER_MS
  note('asking for the release')
  const expected = sumIn(await fetchText({ url: releaseUrl(sums), answerBy, signal }), basename(file))
  if (expected === undefined) throw new PassedOver(`${releaseUrl(sums)} has no sum for ${basename(file)}`)
  const archive = join(folder, basename(file))
  const tell = seldom(note)
  const actual = await fetchFile({ url: releaseUrl(file), answerBy, signal }, archive, (got, of) => tell(downloading(got, of)))
  if (actual !== expected) throw new PassedOver(`${releaseUrl(file)} has the sha256 ${actual}, and ${basename(sums)} says ${expected}`)
  return member === undefined ? archive : unpack(archive, member, folder, signal)
}

function downloading(got: number, of: number | undefined): string {
  const share = of === undefined || of === 0 ? '' : `${Math.floor((100 * got) / of)} %, `
  return `downloading the release: ${share}${megabytes(got, of)}`
}

async function unpack(archive: string, member: string, folder: string, signal: AbortSignal): Promise<string> {
  const ended = await exec('tar', ['-xzf', archive, '-C', folder, member], { signal })
  signal.throwIfAborted()
  if (ended.ok) return join(folder, member)
  if (ended.missing) throw new PassedOver('tar, which unpacks the release, is not on PATH')
  if (diskFull(ended.stderr)) throw diskFull(ended.stderr)
  throw new PassedOver(`${basename(archive)} could not be unpacked: ${lastWords(ended.stderr)}`)
}
