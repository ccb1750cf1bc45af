/* How a pointer moves something. */

/** Fewer pixels are a click. */
const SLACK = 3

/** Follows a pointer from here until it is let go of: `move` is told by how many pixels it has moved across. */
export function trackPointer(event: PointerEvent, move: (dx: number) => void): void {
  if (event.button !== 0) return
  const target = event.currentTarget as HTMLElement
  const begin = event.clientX
  let isMoving = false
  const moved = ({ clientX, pointerId }: PointerEvent) => {
    if (pointerId !== event.pointerId) return
    const dx = clientX - begin
    isMoving ||= Math.abs(dx) >= SLACK
    if (isMoving) move(dx)
  }
  const ended = ({ pointerId }: PointerEvent) => {
    if (pointerId !== event.pointerId) return
    target.removeEventListener('pointermove', moved)
    for (const name of ENDS) target.removeEventListener(name, ended)
  }
  target.setPointerCapture(event.pointerId)
  target.addEventListener('pointermove', moved)
  for (const name of ENDS) target.addEventListener(name, ended)
}

const ENDS = ['pointerup', 'pointercancel', 'lostpointercapture'] as const

/** Where the keys of a slider lead from a value; undefined for other keys. */
export function valueByKey(
  event: KeyboardEvent,
  value: number,
  { step, least, most }: { step: number; least: number; most: number },
): number | undefined {
  const steps: Record<string, number> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 }
  const by = steps[event.key]
  const target =
    event.key === 'Home' ? least : event.key === 'End' ? most : by === undefined ? undefined : value + by * step * (event.shiftKey ? 10 : 1)
  return target === undefined ? undefined : Math.min(Math.max(target, least), most)
}
