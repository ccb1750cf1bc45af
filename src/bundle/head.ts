/*
 * A bundle is a .tar.gz that every tar reads. What it is stands in a comment of gzip's own header: the platform, and the length and the sha256 of all
 * that follows. So a cut or damaged file is known before anything of it is unpacked, and no bit of it is left unchecked.
 */

/** The format that this version writes and reads; any other is refused by its number. */
export const BUNDLE_FORMAT = 1

export interface BundleHead {
  format: number
  /** `linux-amd64` */
  platform: string
  /** Bytes after the head. */
  size: number
  /** Of what follows the head, in small hex digits. */
  sha256: string
}

/** Of an archive with a comment, without a time, from no system in particular (RFC 1952). */
const MAGIC = Buffer.from([0x1f, 0x8b, 8, 0x10, 0, 0, 0, 0, 0, 255])
const COMMENT = /^thanos-lab bundle (\d{1,6}) ([a-z0-9]{1,20}-[a-z0-9]{1,20}) (\d{15}) ([0-9a-f]{64})$/

/** No head is longer. */
export const MOST_HEAD_BYTES = 256

/** The beginning of the file. Its length depends on the platform alone, so that it can be written last. */
export function headBytes({ format, platform, size, sha256 }: BundleHead): Buffer {
  const comment = `thanos-lab bundle ${format} ${platform} ${String(size).padStart(15, '0')} ${sha256}`
  return Buffer.concat([MAGIC, Buffer.from(comment, 'latin1'), Buffer.of(0)])
}

/** The head with which a file begins; undefined where it does not begin as a bundle does. */
export function readHead(bytes: Buffer): BundleHead | undefined {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined
  const end = bytes.indexOf(0, MAGIC.length)
  const [, format, platform, size, sha256] = COMMENT.exec(bytes.subarray(MAGIC.length, Math.max(end, 0)).toString('latin1')) ?? []
  if (platform === undefined || sha256 === undefined) return undefined
  return { format: Number(format), platform, size: Number(size), sha256 }
}
