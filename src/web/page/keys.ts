import { healAll } from './actions.ts'
import { lessonKey, side } from './lesson/lesson-state.ts'
import { pause, startReplay } from './replay-bar.tsx'
import { chosen, connection, cursor, hasViews, isHelpOpen, isLarge, live, pictures, replay, view, VIEWS } from './state.ts'
import type { Words } from './words/en.ts'
import { switchLanguage } from './words/words.ts'

/* The page by keyboard alone. */

/** Key → what it does, as the help has it. */
export function keysHelp(keys: Words['keys']): [key: string, does: string][] {
  return [
    keys.views,
    ['← →', keys.samples],
    ['↑ ↓', keys.rows],
    ['[ ]', keys.gaps],
    [keys.space, keys.replay],
    ['L', keys.large],
    ['Z', keys.language],
    ['H', keys.heal],
    ['?', keys.help],
  ]
}

/** Elements that use keys themselves. */
const OWN = 'input, select, textarea, button, summary, a, [role="slider"], [role="tab"]'

/** Listens to the whole page; returns how to stop it. */
export function listenForKeys(): () => void {
  addEventListener('keydown', onKey)
  return () => removeEventListener('keydown', onKey)
}

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const target = event.target instanceof Element ? event.target : undefined
  const usesIt = target?.closest(OWN) !== null && target !== undefined
  if (usesIt && (event.key === ' ' || event.key.startsWith('Arrow') || target.matches('input, select, textarea'))) return
  if (handled(event.key)) event.preventDefault()
}

function handled(key: string): boolean {
  const place = Number(key) - 1
  const wanted = VIEWS[place]
  if (wanted !== undefined && hasViews.value && (wanted !== 'lesson' || connection.value !== 'none')) view.value = wanted
  else if (key === 'l' || key === 'L') isLarge.value = !isLarge.value
  else if (key === 'z' || key === 'Z') switchLanguage()
  else if (key === '?') isHelpOpen.value = !isHelpOpen.value
  else if (key === 'Escape') isHelpOpen.value = false
  else if (key === 'h' || key === 'H') {
    if (live.value === undefined) return false
    void healAll()
  } else if (view.value === 'lesson' && lessonKey(key.toLowerCase())) return true
  else if (view.value === 'playground' || (view.value === 'lesson' && side.value !== 'stage')) return false
  else if (key === ' ') {
    if (chosen.value === undefined) return false
    if (replay.value?.isMoving === true) pause()
    else startReplay()
  } else if (key === 'ArrowLeft' || key === 'ArrowRight') toSample(key === 'ArrowLeft' ? -1 : 1)
  else if (key === 'ArrowUp' || key === 'ArrowDown') toRow(key === 'ArrowUp' ? -1 : 1)
  else if (key === '[' || key === ']') toGap(key === '[' ? -1 : 1)
  else return false
  return true
}

/** Where the keys begin: the last answer of Query, at its end. */
function begin() {
  const panel = 0
  const rows = pictures.value[panel]?.rows ?? []
  const row = Math.max(
    0,
    rows.findLastIndex(({ sources }) => sources !== undefined),
  )
  return { panel, row, cell: (pictures.value[panel]?.grid.cells ?? 1) - 1 }
}

/** To the next cell with a sample, or without one that was due. */
function toSample(by: 1 | -1): void {
  const at = cursor.value ?? begin()
  const picture = pictures.value[at.panel]
  const row = picture?.rows[at.row]
  if (picture === undefined || row === undefined) return
  const isThere = (cell: number) => [...row.samples, ...row.lacking].some(({ first, last }) => first <= cell && cell <= last)
  let cell = at.cell + by
  while (cell >= 0 && cell < picture.grid.cells && !isThere(cell)) cell += by
  cursor.value = cell < 0 || cell >= picture.grid.cells ? at : { ...at, cell }
}

function toRow(by: 1 | -1): void {
  const at = cursor.value ?? begin()
  const rows = pictures.value[at.panel]?.rows.length ?? 0
  cursor.value = { ...at, row: Math.min(rows - 1, Math.max(0, at.row + by)) }
}

/** The first gap, where nothing is pointed at yet and there is none after the end. */
function toGap(by: 1 | -1): void {
  const at = cursor.value ?? begin()
  const row = pictures.value[at.panel]?.rows[at.row]
  const begins = (row?.lacking ?? []).map(({ first }) => first)
  const next = by === 1 ? begins.find((cell) => cell > (cursor.value?.cell ?? -1)) : begins.findLast((cell) => cell < at.cell)
  cursor.value = next === undefined ? at : { ...at, cell: next }
}
