import type { How } from '../../dedup/recorder.ts'
import { formatDuration, readDuration } from '../../lib/duration.ts'
import { reason } from '../../lib/errors.ts'
import { durations, eachReplica, outageWord, readOutage, refuseUnfit, type Simulation } from './simulated.ts'

/* A setting of the playground as a link and as a command. */

/** A simulation, an interval and an offset for each replica, and how it is merged. */
export interface Setting extends Simulation {
  /** `both`: by penalty and by chain, below each other. */
  algorithm: 'penalty' | 'chain' | 'both'
  /** Merged as under rate(). */
  isCounter: boolean
}

/** A row each. */
export const MOST_REPLICAS = 6

/** What `simulate` begins with, and an outage. */
export const DEFAULT_SETTING: Setting = {
  intervalsMs: [1000, 1000],
  offsetsMs: [100, 400],
  outages: [{ replica: 0, from: 20_000, to: 30_000, kind: 'dies' }],
  lengthMs: 60_000,
  algorithm: 'penalty',
  isCounter: false,
}

/** The ways of merging that a setting shows. */
export function howsOf({ algorithm, isCounter }: Pick<Setting, 'algorithm' | 'isCounter'>): How[] {
  const mode = isCounter ? ('counter' as const) : ('plain' as const)
  return (['penalty', 'chain'] as const).filter((one) => algorithm === 'both' || one === algorithm).map((one) => ({ mode, algorithm: one }))
}

/** A setting as it stands behind `#`: `i=1s,1s&o=100ms,400ms&out=0:20s-30s&len=1m&alg=penalty`. */
export function settingLink({ intervalsMs, offsetsMs, outages, lengthMs, algorithm, isCounter }: Setting): string {
  return [
    `i=${durations(intervalsMs)}`,
    `o=${durations(offsetsMs)}`,
    ...(outages.length === 0 ? [] : [`out=${outages.map(outageWord).join(',')}`]),
    `len=${formatDuration(lengthMs)}`,
    `alg=${algorithm}`,
    ...(isCounter ? ['counter=yes'] : []),
  ].join('&')
}

/** The command that gives the same. */
export function commandLineOf({ intervalsMs, offsetsMs, outages, lengthMs, algorithm, isCounter }: Setting): string {
  return [
    `thanos-lab simulate --intervals ${durations(intervalsMs)} --offsets ${durations(offsetsMs)}`,
    ...outages.map((outage) => `--outage ${outageWord(outage)}`),
    `--length ${formatDuration(lengthMs)}`,
    ...(algorithm === 'penalty' ? [] : [algorithm === 'chain' ? '--chain' : '--what-if']),
    ...(isCounter ? ['--counter'] : []),
  ].join(' ')
}

/** Whether a text is meant as a link to a setting. */
export function isSettingLink(text: string): boolean {
  return /(^|&)(i|o|out|len|alg)=/.test(text)
}

/**
 * The setting of a link. What is not there is as in `DEFAULT_SETTING`, but for outages: there is none. What does not fit is as in it, too,
 * and `notes` says so.
 */
export function readLink(text: string): { setting: Setting; notes: string[] } {
  const given = new URLSearchParams(text)
  const notes: string[] = []
  const note = (key: string, why: string) => {
    notes.push(`The link has ${key}=${given.get(key)?.slice(0, 60) ?? ''}: ${why}`)
  }
  const intervalsMs = listIn(given, { key: 'i', least: 1, note })
  const offsetsMs = listIn(given, { key: 'o', least: 0, note })
  const [lengthMs = DEFAULT_SETTING.lengthMs] = listIn(given, { key: 'len', least: 1, most: 1, note }) ?? []
  const algorithms = ['penalty', 'chain', 'both'] as const
  const algorithm = algorithms.find((one) => one === (given.get('alg') ?? 'penalty'))
  if (algorithm === undefined) note('alg', 'it is not penalty, chain or both.')
  const isCounter = given.get('counter') === 'yes'
  const merged = { algorithm: algorithm ?? 'penalty', isCounter }
  const wanted = eachReplica({
    intervalsMs: intervalsMs ?? (offsetsMs === undefined ? DEFAULT_SETTING.intervalsMs : [DEFAULT_SETTING.intervalsMs[0]!]),
    offsetsMs: offsetsMs ?? (intervalsMs === undefined ? DEFAULT_SETTING.offsetsMs : [0]),
    outages: [],
    lengthMs,
  })
  const unfit = reasonAgainst(wanted)
  if (unfit !== undefined) notes.push(`The link does not fit: ${unfit}. It begins with the default.`)
  const replicas = unfit === undefined ? wanted : { ...DEFAULT_SETTING, outages: [] }
  return { setting: { ...replicas, ...merged, outages: outagesIn(given.get('out') ?? '', replicas, notes) }, notes }
}

type Note = (key: string, why: string) => void

/** Durations; undefined where there are none, or one does not fit. */
function listIn(
  given: URLSearchParams,
  { key, least, most = MOST_REPLICAS, note }: { key: string; least: number; most?: number; note: Note },
): number[] | undefined {
  const text = given.get(key)
  if (text === null) return undefined
  const read = text.split(',').map((part) => readDuration(part))
  const wrong = read.find((one) => 'reason' in one)
  const all = read.flatMap((one) => ('ms' in one ? [one.ms] : []))
  const why =
    wrong !== undefined && 'reason' in wrong
      ? wrong.reason
      : all.some((ms) => ms < least || !Number.isSafeInteger(ms))
        ? 'a duration there is too short or too long'
        : all.length > most
          ? `it has ${all.length} durations, and at most ${most} fit`
          : undefined
  if (why === undefined) return all
  note(key, `${why}.`)
  return undefined
}

/** Those that fit. */
function outagesIn(text: string, simulation: Simulation, notes: string[]): Simulation['outages'] {
  return text
    .split(',')
    .filter((word) => word !== '')
    .slice(0, MOST_OUTAGES)
    .flatMap((word) => {
      try {
        const outage = readOutage(word.slice(0, 100), simulation.lengthMs)
        const why = reasonAgainst({ ...simulation, outages: [outage] })
        if (why === undefined) return [outage]
        notes.push(`The link has an outage that does not fit: ${why}.`)
      } catch (error) {
        notes.push(`The link has an outage that does not fit: ${reason(error)}.`)
      }
      return []
    })
}

const MOST_OUTAGES = 200

/** Why a simulation cannot be; undefined where it can. */
export function reasonAgainst(simulation: Simulation): string | undefined {
  try {
    refuseUnfit(simulation)
  } catch (error) {
    return reason(error)
  }
  return undefined
}
