import { z } from 'zod'

/* What `bundle` answers with `--json`. */

const bundled = {
  version: z.string().describe('Of thanos-lab.'),
  platform: z.string().describe('What it is for: `linux-amd64`.'),
}

const kind = {
  kind: z.literal(true).exactOptional().describe('kind and its node image are in it.'),
  nodeImage: z.string().exactOptional().describe("What to name to up for kind; left out where it is kind's own."),
}

/** `bundle -o FILE --json`. */
export const bundleSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    file: z.string(),
    ...bundled,
    ...kind,
    files: z.int().describe('How many are in it.'),
    size: z.int().describe('Bytes of the bundle.'),
    sha256: z.string().describe('Of the bundle.'),
  })
  .meta({ title: 'A bundle, written' })
export type BundleAnswer = z.infer<typeof bundleSchema>

/** `bundle install FILE --json`. */
export const bundleInstallSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    ...bundled,
    size: z.int().describe('Bytes, unpacked.'),
    folder: z.string().describe('Has the command thanos-lab in it.'),
    binaries: z.string().describe('The folder of the programs.'),
    ...kind,
    next: z.string().describe('The command to type next, in a shell.'),
  })
  .meta({ title: 'A bundle, installed' })
export type BundleInstallAnswer = z.infer<typeof bundleInstallSchema>
