import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/** A file that is longer is not read. Bytes: a run of an hour has some ten million. */
const MOST_BYTES = 256 * 1024 * 1024

interface ReadOptions {
  mostBytes?: number
  /** False: a link is refused (ELOOP). */
  links?: boolean
}

/** Why a file is not read: `code` is one of Node's, or `ENOTFILE`, `EFBIG`. */
export class UnreadFile extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = 'UnreadFile'
    this.code = code
  }
}

/**
 * The text of a regular file of at most so many bytes, also where it grows meanwhile. A folder, a pipe or a device is refused, without waiting for
 * it: nobody may write into a pipe, and a device may never end. What a shell makes of `<(…)` and /dev/stdin is refused with them. Throws Node's error, or
 * UnreadFile.
 */
export async function readTextFile(file: string, { mostBytes = MOST_BYTES, links = true }: ReadOptions = {}): Promise<string> {
  // Without O_NONBLOCK, to open a pipe waits for its other end.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK | (links ? 0 : constants.O_NOFOLLOW))
  try {
    const about = await handle.stat()
    if (about.isDirectory()) throw new UnreadFile('EISDIR', 'it is a folder, not a file')
    if (!about.isFile()) throw new UnreadFile('ENOTFILE', 'it is not a file')
    if (about.size > mostBytes) throw tooLong(mostBytes)
    const parts: Buffer[] = []
    for (let length = 0; ;) {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(Math.max(1024, Math.min(about.size + 1, 16 * 1024 * 1024))))
      if (bytesRead === 0) return Buffer.concat(parts).toString('utf8')
      parts.push(buffer.subarray(0, bytesRead))
      length += bytesRead
      if (length > mostBytes) throw tooLong(mostBytes)
    }
  } finally {
    await handle.close()
  }
}

function tooLong(mostBytes: number): UnreadFile {
  const size = mostBytes < 1024 * 1024 ? `${mostBytes / 1024} KiB` : `${mostBytes / (1024 * 1024)} MiB`
  return new UnreadFile('EFBIG', `it is longer than ${size}, the most that is read`)
}
