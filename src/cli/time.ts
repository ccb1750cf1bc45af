import { InvalidArgumentError } from 'commander'
import { readDuration } from '../lib/duration.ts'
import { LabError } from '../lib/errors.ts'
import { dayIn, sentence, showTimes, type Zone } from '../lib/format.ts'
import type { Window } from '../lib/time.ts'

/* Times and durations as a person types them, and the zone in which times are read and shown. */

const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

export interface TimeOptions {
  /** The option that it was typed for. */
  option: string
  /** Unix ms: what `-10m` counts from. */
  now: number
  /** Where it is not now: the latest time that is not refused as one in the future. */
  latest?: number
  /** Of a time without a zone. */
  zone: Zone
  /** A time of the day is the first such time from here on, Unix ms. */
  from: number
}

/** A clock that is a bit ahead of this one's is no future. */
const AHEAD_MS = 1000

/**
 * A typed time, Unix ms: `now`, `-10m`, a time of the day, a date with a time (RFC 3339; a zone may be left out), or Unix seconds;
 * milliseconds, as in Grafana's links, are known by their size. Throws `usage`, with the reason, where it is none of these or in the future.
 */
export function readTime(typed: string, options: TimeOptions): number {
  const { option, now } = options
  const text = typed.trim()
  const time = relative(text, options) ?? unix(text, options) ?? ofDay(text, options) ?? ofDate(text, options)
  if (time === undefined) throw notTime(typed, options)
  if (time > (options.latest ?? now) + AHEAD_MS)
    throw new LabError('usage', `${option} ${typed} is in the future: it is ${new Date(now).toISOString()} now`, {
      hint: `type an earlier time, such as ${option} -10m; a time without a zone is ${zoneOf(options)}`,
    })
  return time
}

function notTime(typed: string, options: TimeOptions, reason = ''): LabError {
  const forms = 'type 18:17:15.2, 2026-11-22T18:17:15Z, -10m, now, or Unix seconds or milliseconds'
  return new LabError('usage', `${options.option} ${typed} is not a time${reason}: ${forms}`, {
    hint: `thanos-lab explain --help; a time without a zone is ${zoneOf(options)}`,
  })
}

function zoneOf({ zone }: TimeOptions): string {
  return zone === 'utc' ? 'UTC (or --tz local)' : 'local, by --tz local'
}

/** `now`, `-10m`, and Grafana's `now-10m`. */
function relative(text: string, options: TimeOptions): number | undefined {
  const match = /^(?:now|(?:now)?-(.+))$/.exec(text)
  if (match === null) return undefined
  if (match[1] === undefined) return options.now
  const back = readDuration(match[1])
  if ('reason' in back) throw notTime(text, options, `, as ${back.reason}`)
  return options.now - back.ms
}

/** Of larger numbers of seconds the year has five digits; as milliseconds they are from 1973 on. */
const MOST_SECONDS = 1e11

/** Of larger numbers of milliseconds the year has five digits: they are microseconds or nanoseconds. */
const MOST_MS = 1e14

function unix(text: string, options: TimeOptions): number | undefined {
  if (!/^\d+(\.\d+)?$/.test(text)) return undefined
  const number = Number(text)
  if (number >= MOST_MS) throw notTime(text, options, ', as it is too large for seconds or milliseconds')
  return Math.round(number < MOST_SECONDS ? number * 1000 : number)
}

const TIME_OF_DAY = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?$/

function ofDay(text: string, options: TimeOptions): number | undefined {
  const match = TIME_OF_DAY.exec(text)
  if (match === null) return undefined
  const { from, zone } = options
  const day = dayIn(zone, Math.max(0, from))
  const at = (days: number) => msOf(day, match.slice(1), days, zone)
  const time = at(0)
  if (time === undefined) throw notTime(text, options, ', as a day has no such time')
  // The next day by its date: it may have 23 hours.
  return time < from ? at(1) : time
}

const DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/i

function ofDate(text: string, options: TimeOptions): number | undefined {
  const match = DATE.exec(text)
  if (match === null) return undefined
  const [, day = '', clock, zone] = match
  if (clock === undefined) throw notTime(text, options, ', as it has a date and no time')
  const parts = TIME_OF_DAY.exec(clock)!.slice(1)
  const time = msOf(day, parts, 0, zone === undefined ? options.zone : 'utc')
  if (time === undefined) throw notTime(text, options, ', as there is no such day or time')
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '') ?? []
  const ahead = sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes)) * 60_000
  return sign === '-' ? time + ahead : time - ahead
}

/** A day, some days later, with the hour, minute, second and fraction of it; undefined where there is none such. */
function msOf(
  day: string,
  [hour, minute, second = '0', fraction = '0']: (string | undefined)[],
  days: number,
  zone: Zone,
): number | undefined {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const clock = [Number(hour), Number(minute), Number(second), Math.floor(Number(`0.${fraction}`) * 1000 + 1e-6)] as const
  const isDay = new Date(Date.UTC(year, month - 1, date)).toISOString().startsWith(day)
  if (!isDay || clock[0] > 23 || clock[1] > 59 || clock[2] > 59) return undefined
  if (zone === 'utc') return Date.UTC(year, month - 1, date + days, ...clock)
  return new Date(year, month - 1, date + days, ...clock).getTime()
}

/** `--tz` and what follows from it: how the times of an answer about that window are shown, from now on. */
export function showTimesOf({ from, to }: Window, zone: Zone = 'utc', now = Date.now()): void {
  const isToday = dayIn(zone, from) === dayIn(zone, now) && dayIn(zone, to) === dayIn(zone, now)
  showTimes({ zone, dates: to - from > HOUR_MS || !isToday })
}

/** A duration of the command line, ms; `zero`: 0 is one. Throws commander's error, with the reason. */
export function typedDuration(text: string, { zero = false } = {}): number {
  const read = readDuration(text)
  const reason = 'reason' in read ? read.reason : read.ms === 0 && !zero ? 'it is no time at all' : undefined
  if (reason !== undefined) throw new InvalidArgumentError(`${sentence(reason)}. Type a duration such as 15s, 1m30s or 500ms.`)
  return 'ms' in read ? read.ms : 0
}
