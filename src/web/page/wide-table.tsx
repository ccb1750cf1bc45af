import type { ComponentChildren } from 'preact'

interface WideTableProps {
  /** What a screen reader calls the part of the page that scrolls. */
  label: string
  columns: readonly string[]
  caption?: string
  /** Its rows. */
  children: ComponentChildren
}

/** A table that scrolls within the page where it is wider, by keyboard too. */
export function WideTable({ label, columns, caption, children }: WideTableProps) {
  return (
    <div class="wide" tabIndex={0} role="group" aria-label={label}>
      <table>
        {caption !== undefined && <caption>{caption}</caption>}
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}
