import { InvalidArgumentError } from 'commander'
import { keepSecret } from '../lib/redact.ts'

/* Values of options as a person types them, but for times (time.ts). */

/** Collects the values of an option that may be repeated. */
export function repeatedOption(text: string, before: string[] = []): string[] {
  return [...before, text]
}

/** Reads a whole number within limits. What it returns throws commander's InvalidArgumentError. */
export function typedCount(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`Type a whole number from ${least} to ${most}.`)
  }
}

/** Reads `2M`, `500k`, `2000000`. Throws commander's InvalidArgumentError. */
export function typedAmount(text: string): number {
  const [, digits, unit = ''] = /^(\d+)([kM]?)$/.exec(text) ?? []
  const value = Number(digits) * ({ k: 1000, M: 1_000_000 }[unit] ?? 1)
  if (value >= 100 && value <= 100_000_000) return value
  throw new InvalidArgumentError('Type a number from 100 to 100M, such as 500k or 2M.')
}

const NAME = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/

/** Reads the name of a lab, which is also that of a cluster and of a folder. Throws commander's InvalidArgumentError. */
export function typedLabName(text: string): string {
  if (NAME.test(text)) return text
  throw new InvalidArgumentError('Type at most 40 small letters, digits and dashes; the first and the last is a letter or a digit.')
}

/** What may come before the name of an image: a host, its port, a path. */
const PREFIX = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]([a-z0-9._-]*[a-z0-9])?)*$/

/** Reads `mirror.example.com`, `127.0.0.1:5000/mirror`. Throws commander's InvalidArgumentError, which repeats no credentials. */
export function typedImagePrefix(text: string): string {
  const prefix = text.replace(/\/$/, '')
  if (PREFIX.test(prefix)) return prefix
  const [, credentials] = /^(?:[a-z][a-z\d+.-]*:\/\/)?(.*)@/i.exec(text) ?? []
  if (credentials !== undefined) {
    keepSecret(`${credentials}@`)
    throw new InvalidArgumentError('Type no credentials here: docker login HOST gives them to Docker.')
  }
  throw new InvalidArgumentError(
    'Type the host of a registry, and a path where it needs one, such as mirror.example.com; without https://.',
  )
}
