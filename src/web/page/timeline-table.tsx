import { useSignal } from '@preact/signals'
import { seconds } from '../../lib/format.ts'
import type { CellSpan, PicturePanel } from '../../report/timeline/picture.ts'
import { labelOf } from './cells.tsx'
import { utcClock } from './times.ts'
import { WideTable } from './wide-table.tsx'
import { words } from './words/words.ts'

/** The same as a table: for a screen reader, and to read exact times. */
export function TimelineTable({ picture }: { picture: PicturePanel }) {
  const isOpen = useSignal(false)
  const said = words.value.timeline
  const { origin, interval } = picture.grid
  const at = (cell: number) => utcClock(origin + cell * interval).slice(0, 8)
  const spanText = ({ first, last }: CellSpan) => said.range(at(first), at(last + 1))
  return (
    <details
      onToggle={({ currentTarget }) => {
        isOpen.value = currentTarget.open
      }}
    >
      <summary>{said.table}</summary>
      {isOpen.value && (
        <WideTable label={said.table} columns={said.columns}>
          {picture.rows.map((row) => (
            <tr key={row.label}>
              <th scope="row">{labelOf(row)}</th>
              <td>{row.samples.reduce((sum, { first, last }) => sum + last - first + 1, 0)}</td>
              <td>{row.lacking.length === 0 ? said.none : row.lacking.map(spanText).join(said.semicolon)}</td>
              <td>{seconds(row.longestSeconds)}</td>
              <td>
                {row.sources?.map((source) => `${source.pods.join(said.and) || said.noReplica} ${spanText(source)}`).join(said.semicolon) ??
                  row.replica ??
                  ''}
              </td>
            </tr>
          ))}
        </WideTable>
      )}
    </details>
  )
}
