import { z } from 'zod'
import { BUNDLE_FORMAT } from './head.ts'

/* The first file of a bundle lists all others, in their order. Nothing else of the archive is believed: neither a name, nor a mode, nor a link. */

/** The name of the list in the archive. */
export const LISTING = 'bundle.json'
/** What starts the lab, in the archive. */
export const LAUNCHER = 'lab/thanos-lab'
/** Bytes of the list. */
export const MOST_LISTING_BYTES = 4e6
/** Bytes of all files together, unpacked: more than twice a bundle with kind's images. */
export const MOST_BYTES = 8e9

/** Folders of these names only, each a plain name: no `..`, nothing absolute, nothing that a system reads otherwise. */
const PATH = /^(install\.mjs|(lab|binaries|images)(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._%@+-]{1,255}){1,12})$/

const listed = z.strictObject({
  path: z.string().max(500).regex(PATH),
  size: z.int().min(0).max(MOST_BYTES),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  program: z.literal(true).exactOptional().describe('It may be run.'),
})
export type Listed = z.infer<typeof listed>

export const listing = z
  .strictObject({
    format: z.literal(BUNDLE_FORMAT),
    version: z.string().regex(/^[0-9][\w.+-]{0,63}$/),
    platform: z.string().regex(/^[a-z0-9]+-[a-z0-9]+$/),
    kind: z.literal(true).exactOptional().describe('kind and its node image are in it.'),
    nodeImage: z
      .string()
      .max(300)
      .regex(/^[\w./:@-]+$/)
      .exactOptional()
      .describe("With kind: what to name to up, where it is not kind's own."),
    files: z.array(listed).max(20_000),
  })
  .superRefine(({ files }, context) => {
    if (!files.some(({ path }) => path === LAUNCHER)) context.addIssue({ code: 'custom', message: `${LAUNCHER} is missing` })
    const total = files.reduce((sum, { size }) => sum + size, 0)
    if (total > MOST_BYTES) context.addIssue({ code: 'custom', message: `${total} bytes in all are more than ${MOST_BYTES}` })
    const twice = overlapping(files.map(({ path }) => path))
    if (twice !== undefined) context.addIssue({ code: 'custom', message: `${twice} is there twice` })
  })
export type Listing = z.infer<typeof listing>

/** A path that another one has, too, or has as a folder; on a disk that knows no capitals as well. */
function overlapping(paths: string[]): string | undefined {
  const seen = new Set(paths.map((path) => path.toLowerCase()))
  if (seen.size < paths.length)
    return paths.find((path, index) => paths.slice(0, index).some((one) => one.toLowerCase() === path.toLowerCase()))
  return paths.find((path) => {
    const parts = path.toLowerCase().split('/')
    return parts.some((_, index) => index > 0 && seen.has(parts.slice(0, index).join('/')))
  })
}

/** Throws an Error with what is wrong, in words. */
export function parseListing(text: string): Listing {
  const read = listing.safeParse(parsed(text))
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new Error(`${issue?.path.join('.') || LISTING}: ${issue?.message ?? 'it does not fit'}`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`${LISTING}: it is not JSON`)
  }
}
