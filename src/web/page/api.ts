import type { Signal } from '@preact/signals'
import type { RunsAnswer } from '../../model/answers.ts'
import type { Language } from '../../model/language.ts'
import type { LessonAction, LessonsAnswer } from '../../model/lesson-page.ts'
import { changed, type LiveChange, type LiveScenario, type LiveState } from '../../model/live.ts'
import type { Run } from '../../model/run.ts'
import { connection, live } from './state.ts'

/* The server that this page came from. Its token is in the page's address. */

const token = new URLSearchParams(location.search).get('token') ?? ''
const urlOf = (path: string) => `${path}?token=${encodeURIComponent(token)}`

/** How a saved run is listed, as `runs --json` has it: one that cannot be read, too. */
export type ListedRun = RunsAnswer['runs'][number]

async function answer<T>(response: Response): Promise<T> {
  const body = (await response.json().catch(() => ({}))) as T & { error?: { message?: string; hint?: string } | string }
  if (response.ok) return body
  const { error } = body
  throw new Error(typeof error === 'string' ? error : (error?.message ?? `The server answered ${response.status}.`))
}

const get = async <T>(path: string) => answer<T>(await fetch(urlOf(path)))

async function send<T>(url: string, body: object): Promise<T> {
  return answer<T>(await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }))
}

/** Throws what the server said in place of doing it. */
export async function post(path: string): Promise<void> {
  await send(urlOf(path), {})
}

const lessonUrl = (path: string, language: Language) => `${urlOf(path)}&language=${language}`

/** Where the learner stands. */
export const getLesson = async (language: Language) => answer<LessonsAnswer>(await fetch(lessonUrl('/api/lesson', language)))
/** The same, once that is done. */
export const postLesson = async (action: LessonAction, body: object, language: Language) =>
  send<LessonsAnswer>(lessonUrl(`/api/lesson/${action}`, language), body)

export const getScenarios = async () => (await get<{ scenarios: LiveScenario[] }>('/api/scenarios')).scenarios
export const getRuns = async () => (await get<{ runs: ListedRun[] }>('/api/runs')).runs
export const getRun = async (id: string) => get<Run>(`/api/runs/${encodeURIComponent(id)}`)

/** Follows the lab. */
export function follow(): void {
  followEvents<LiveState, LiveChange>(live, changed)
}

/** Follows a state and what changes in it. The browser connects again by itself, from where it was. */
export function followEvents<State, Change>(shown: Signal<State | undefined>, after: (state: State, change: Change) => State): void {
  connection.value = 'connecting'
  const source = new EventSource(urlOf('/api/events'))
  source.addEventListener('open', () => {
    connection.value = 'open'
  })
  source.addEventListener('error', () => {
    connection.value = 'lost'
    // Refused for good, as by a server that was started again with another token: the browser does not try again by itself.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => followEvents(shown, after), 3000)
  })
  source.addEventListener('state', ({ data }) => {
    shown.value = JSON.parse(data as string) as State
  })
  source.addEventListener('change', ({ data }) => {
    if (shown.value !== undefined) shown.value = after(shown.value, JSON.parse(data as string) as Change)
  })
}
