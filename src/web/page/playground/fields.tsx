import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { formatDuration, readDuration } from '../../../lib/duration.ts'
import { niceStep } from './drawn.ts'

/** A duration that is typed, or stepped by the arrow keys. `change`: whether it fits. Milliseconds. */
export function DurationField({
  label,
  name,
  value,
  least = 0,
  change,
}: {
  /** What stands beside it. */
  label: string
  /** The same for who does not see what it stands beside. */
  name: string
  value: number
  least?: number
  change: (ms: number) => boolean
}) {
  const id = useId()
  /** What is typed, as long as it is no such duration. */
  const draft = useSignal<string | undefined>(undefined)
  const take = (text: string) => {
    const read = readDuration(text.trim())
    draft.value = 'ms' in read && read.ms >= least && change(read.ms) ? undefined : text
  }
  const stepped = (event: KeyboardEvent) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    const step = niceStep(Math.max(value, 100) / 10)
    const next = Math.max(least, Math.round(value / step + by) * step)
    if (change(next)) draft.value = undefined
  }
  return (
    <span class="pg-field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        size={6}
        autocomplete="off"
        spellcheck={false}
        aria-label={name}
        aria-invalid={draft.value !== undefined}
        value={draft.value ?? formatDuration(value)}
        onChange={({ currentTarget }) => take(currentTarget.value)}
        onKeyDown={stepped}
        onBlur={() => {
          draft.value = undefined
        }}
      />
    </span>
  )
}

/** One of several. */
export function RadioChoice<T extends string>({
  legend,
  value,
  options,
  choose,
}: {
  legend: string
  value: T
  options: readonly (readonly [value: T, text: string])[]
  choose: (value: T) => void
}) {
  const name = useId()
  return (
    <fieldset class="pg-choice">
      <legend>{legend}</legend>
      {options.map(([each, text]) => (
        <label key={each}>
          <input type="radio" name={name} checked={each === value} onChange={() => choose(each)} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  )
}
