import { InvalidArgumentError } from 'commander'
import { typedDuration } from './time.ts'

/* Options whose values are durations, in milliseconds. They throw commander's InvalidArgumentError. */

/** Commander gives a parser two arguments. */
export function oneDuration(text: string): number {
  return typedDuration(text)
}

/** One that a lab can have. */
export function scrapeInterval(text: string): number {
  const ms = oneDuration(text)
  if (ms < 500 || ms > 120_000) throw new InvalidArgumentError('Type a duration from 500ms to 2m.')
  return ms
}

/** One for each replica, or one for all. */
export function scrapeIntervals(text: string): number[] {
  return text.split(',').map((part) => typedDuration(part))
}

/** 0 is one. */
export function scrapeOffsets(text: string): number[] {
  return text.split(',').map((part) => typedDuration(part, { zero: true }))
}
