import type { Command } from 'commander'
import { LabError } from '../lib/errors.ts'
import type { AccessOptions } from '../observe/access.ts'
import { repeatedOption } from './option-values.ts'

/* The options of a command that reads a Thanos which the lab did not start. */

/** As commander gives them. */
export interface AccessWords {
  queryUrl?: string
  header?: string[]
  ca?: string
  cert?: string
  key?: string
  insecure?: true
}

/** The options that say how to get in, with their names on the command line. */
export const ACCESS_OPTIONS = [
  ['header', '--header'],
  ['ca', '--ca'],
  ['cert', '--cert'],
  ['key', '--key'],
  ['insecure', '--insecure'],
] as const satisfies [keyof AccessWords, string][]

/** Adds the options that say how to get in to where `--query-url` leads. */
export function withAccess(command: Command): Command {
  return command
    .option(
      '--header <header>',
      "with --query-url: 'Authorization: Bearer TOKEN', or @FILE with such lines; may be repeated",
      repeatedOption,
    )
    .option('--ca <file>', 'with --query-url: trust the certificates of this CA (PEM)')
    .option('--cert <file>', 'with --query-url: certificate of this client (PEM)')
    .option('--key <file>', 'with --query-url: private key of --cert (PEM)')
    .option('--insecure', "with --query-url: do not check the server's certificate")
}

/** How to get in, as it was typed. */
export function accessOf({ queryUrl = '', header, ca, cert, key, insecure }: AccessWords): AccessOptions {
  return {
    url: queryUrl,
    ...(header === undefined ? {} : { headers: header }),
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(insecure === undefined ? {} : { insecure }),
  }
}

/** Throws `usage` where a header was typed without quotes, so that its value would be taken, and shown, as another word. */
export function refuseUnquoted({ header = [] }: AccessWords): void {
  const bare = header.find((text) => /^[\w-]+:\s*$/.test(text))
  if (bare !== undefined)
    throw new LabError('usage', `--header ${bare.trim()} has no value`, {
      hint: `put all of it in quotes: --header '${bare.trim()} VALUE'`,
    })
}
